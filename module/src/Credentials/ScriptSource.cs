using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>A script block that gets tokens.</summary>
    sealed class ScriptSource
    {
        static readonly Regex TokenText = new Regex("eyJ[A-Za-z0-9_.-]+", RegexOptions.CultureInvariant);

        readonly ScriptBlock script;
        readonly string parameter;
        readonly Guid runspace = Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;

        /// <param name="script">Takes one argument, what the token is for.</param>
        /// <param name="parameter">The parameter it was given with, for messages.</param>
        public ScriptSource(ScriptBlock script, string parameter)
        {
            this.script = script;
            this.parameter = parameter;
        }

        /// <summary>The script block in a value that may be wrapped, or null.</summary>
        public static ScriptBlock Find(object value) => (value is PSObject wrapped ? wrapped.BaseObject : value) as ScriptBlock;

        /// <summary>Runs it. Stopping the pipeline is no failure and goes on up.</summary>
        public PromptReply Ask(string purpose, SecretBag secrets)
        {
            try
            {
                IEnumerable<object> given = Here.Invoke(purpose).Where(o => o != null);
                var token = given.SelectMany(value => TokenValue.Read(value, secrets)).FirstOrDefault();
                return token != null
                    ? new PromptReply { Token = token }
                    : new PromptReply { Error = "The script block of " + parameter + " returned no token for " + purpose + "." };
            }
            catch (RuntimeException e) when (!(e is PipelineStoppedException))
            {
                var message = "The script block of " + parameter + " failed for " + purpose + ": " + e.Message;
                return new PromptReply { Error = TokenText.Replace(message, "(token)") };
            }
        }

        // In another runspace than its own a copy without its closure is run: the original would be sent to its own runspace, which
        // may be waiting for this very command.
        ScriptBlock Here
        {
            get
            {
                var here = Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;
                return here == runspace ? script : ScriptBlock.Create(script.ToString());
            }
        }
    }
}
