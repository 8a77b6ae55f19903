using System;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>One way to sign in: its part of the session, and its answers when the library asks back. Lives as long as the connection.</summary>
    abstract class Credential : IDisposable
    {
        /// <summary>The member auth of the session. Called once.</summary>
        public abstract Auth Describe(SecretBag secrets);

        /// <summary>Answers a prompt of the sign-in. A failure is an answer too: the library then fails what needed it.</summary>
        public virtual PromptReply Answer(JobEvent prompt, SecretBag secrets) =>
            new PromptReply { Error = "This version of the cmdlets cannot answer '" + prompt.Kind + "'." };

        public void Dispose() => Forget();

        /// <summary>Lets go of what is secret.</summary>
        protected virtual void Forget()
        {
        }


        /// <summary>The value, else the variable of the platform, else an error that names both.</summary>
        private protected static string Required(string given, string parameter, string variable, Func<string, string> environment)
        {
            var value = string.IsNullOrEmpty(given) ? environment(variable) : given;
            if (!string.IsNullOrEmpty(value)) return value;
            throw new SpoProfileException(ErrorIds.InvalidArgument,
                $"There is no value for {parameter}: it was not given, and the environment variable {variable} is not set.",
                $"Give {parameter}, or run where the platform sets {variable}.", parameter);
        }
    }
}
