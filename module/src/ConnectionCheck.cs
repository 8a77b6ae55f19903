using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What a check came to.</summary>
    public enum CheckStatus
    {
        /// <summary>A run would be refused for this.</summary>
        Failed,

        /// <summary>As it should be.</summary>
        Passed,

        /// <summary>A run may work, or only partly.</summary>
        Warning,

        /// <summary>Not looked at; the detail says why.</summary>
        Skipped,
    }

    /// <summary>One finding of Test-SpoProfileConnection.</summary>
    public sealed class ConnectionCheck
    {
        internal ConnectionCheck(JobEvent source)
        {
            Name = source.Name ?? "";
            Status = Enum.TryParse(source.Status, out CheckStatus status) ? status : CheckStatus.Failed;
            Detail = source.Detail ?? "";
            Fix = source.Fix ?? "";
        }

        /// <summary>What was looked at.</summary>
        public string Name { get; }

        /// <summary>The verdict.</summary>
        public CheckStatus Status { get; }

        /// <summary>What was found.</summary>
        public string Detail { get; }

        /// <summary>What to do, often a command to run; empty when there is nothing to do.</summary>
        public string Fix { get; }

        /// <summary>The name and the verdict.</summary>
        public override string ToString() => Name + ": " + Status;
    }
}
