using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>What Get-SpoProfilePropertyStatus says of one property of one user.</summary>
    public sealed class PropertyStatus
    {
        internal PropertyStatus(JobEvent user, PropertyOutcome property)
        {
            Identity = user.Identity ?? "";
            AccountName = user.AccountName ?? "";
            Property = property.Property ?? "";
            Source = property.Source ?? "";
            SourceValue = PropertyResult.Text(property.SourceValue);
            SharePointValue = PropertyResult.Text(property.SharePointValue);
            State = PropertyStates.Read(property.State);
            Reason = property.Reason ?? "";
            NextStep = property.NextStep ?? "";
            ErrorId = property.Error?.Id ?? "";
        }

        /// <summary>Of a user about whom nothing could be found out.</summary>
        internal PropertyStatus(JobEvent user)
            : this(user, new PropertyOutcome { Reason = user.Reason, NextStep = user.NextStep, Error = user.Error })
        {
        }

        /// <summary>The user as the input named them.</summary>
        public string Identity { get; }

        /// <summary>The account name in the profile store, in claims form.</summary>
        public string AccountName { get; }

        /// <summary>The name of the profile property; empty when the user as a whole failed.</summary>
        public string Property { get; }

        /// <summary>The input property the value was taken from; empty when none was loaded.</summary>
        public string Source { get; }

        /// <summary>The value the source gives, after transforms; several are joined by a bar, as SharePoint does.</summary>
        public string SourceValue { get; }

        /// <summary>The value in the profile store; several are joined by a bar.</summary>
        public string SharePointValue { get; }

        /// <summary>The verdict.</summary>
        public PropertyState State { get; }

        /// <summary>Why, in one sentence.</summary>
        public string Reason { get; }

        /// <summary>What to do next; empty when there is nothing to do.</summary>
        public string NextStep { get; }

        /// <summary>The id of the error, empty without one.</summary>
        public string ErrorId { get; }

        /// <summary>The identity, the property and the state.</summary>
        public override string ToString() => Identity + ": " + (Property.Length > 0 ? Property + " " : "") + State;
    }
}
