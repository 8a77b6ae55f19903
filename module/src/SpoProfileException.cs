using System;
using System.Management.Automation;
using SpoProfileSync.Wire;

namespace SpoProfileSync
{
    /// <summary>One failure: what happened, why, about whom, and what to do next. The exception in every error record of this module.</summary>
    public sealed class SpoProfileException : Exception
    {
        readonly ErrorCategory category;

        internal SpoProfileException(ErrorIds row, string message, string nextStep = null, string target = null) : base(message)
        {
            ErrorId = row.Id;
            category = row.Category;
            NextStep = nextStep ?? row.NextStep;
            Target = target ?? "";
            RequestId = "";
        }

        internal SpoProfileException(WireError error) : base(error.Message)
        {
            ErrorId = error.Id;
            category = Enum.TryParse(error.Category, out ErrorCategory parsed) ? parsed : ErrorCategory.NotSpecified;
            NextStep = error.NextStep ?? "";
            Target = error.Target ?? "";
            Retryable = error.Retryable;
            HttpStatus = error.HttpStatus;
            RequestId = error.RequestId ?? "";
        }

        /// <summary>The id of the error table, for example SpoThrottled.</summary>
        public string ErrorId { get; }

        /// <summary>What the administrator does next.</summary>
        public string NextStep { get; }

        /// <summary>The user, file or address it is about; empty when it is about the run.</summary>
        public string Target { get; }

        /// <summary>True when the same command may succeed later without anything being changed.</summary>
        public bool Retryable { get; }

        /// <summary>The HTTP status of the response, 0 when there was none.</summary>
        public int HttpStatus { get; }

        /// <summary>The service's id of the request, for support; empty when there was no response.</summary>
        public string RequestId { get; }

        /// <summary>The record for WriteError; the target is the identity as the user gave it when one is known.</summary>
        internal ErrorRecord ToRecord(string identity = null)
        {
            var target = string.IsNullOrEmpty(identity) ? Target : identity;
            return new ErrorRecord(this, ErrorId, category, target.Length > 0 ? target : null)
            {
                ErrorDetails = new ErrorDetails(Message) { RecommendedAction = NextStep },
            };
        }
    }
}
