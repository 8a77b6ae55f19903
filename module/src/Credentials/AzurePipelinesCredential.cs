using System;
using System.Linq;
using SpoProfileSync.Wire;

namespace SpoProfileSync.Credentials
{
    /// <summary>The service connection of an Azure Pipelines job, by workload identity federation.</summary>
    sealed class AzurePipelinesCredential : Credential
    {
        const string TokenVariable = "SYSTEM_ACCESSTOKEN";

        readonly Auth auth;
        readonly Func<string, string> environment;
        object systemAccessToken;

        public AzurePipelinesCredential(
            string clientId, string directory, string serviceConnectionId, object systemAccessToken, Func<string, string> environment)
        {
            auth = new Auth
            {
                Kind = "azurePipelines",
                ClientId = Required(clientId, "-ClientId", "AZURESUBSCRIPTION_CLIENT_ID", environment),
                Directory = Required(directory, "-TenantId", "AZURESUBSCRIPTION_TENANT_ID", environment),
                ServiceConnectionId = Required(
                    serviceConnectionId, "-ServiceConnectionId", "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", environment),
                RequestUri = environment("SYSTEM_OIDCREQUESTURI"),
            };
            if (string.IsNullOrEmpty(auth.RequestUri))
            {
                throw new SpoProfileException(ErrorIds.InvalidArgument, "The environment variable SYSTEM_OIDCREQUESTURI is not set.",
                    "Use -AzurePipelines in a job of Azure Pipelines only.");
            }
            this.systemAccessToken = systemAccessToken;
            this.environment = environment;
        }

        public override Auth Describe(SecretBag secrets)
        {
            var token = TokenValue.Read(systemAccessToken ?? environment(TokenVariable), secrets).FirstOrDefault();
            systemAccessToken = null;
            auth.SystemAccessToken = token ?? throw new SpoProfileException(ErrorIds.InvalidArgument,
                $"There is no token of the job: -SystemAccessToken was not given, and the environment variable {TokenVariable} is not set.",
                "Map it in the step: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken).");
            return auth;
        }
    }
}
