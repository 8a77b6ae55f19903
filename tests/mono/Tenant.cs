using System;
using System.Linq;
using System.Net;
using System.Runtime.Serialization;
using System.Text;
using SpoProfileSync.Credentials;
using SpoProfileSync.Native;
using SpoProfileSync.Wire;

namespace SpoProfileSync.MonoTests
{
    /// <summary>A simulated tenant, started as the module starts it, and its control service.</summary>
    sealed class Tenant : IDisposable
    {
        readonly DemoTenant demo;

        Tenant(DemoTenant demo) => this.demo = demo;

        /// <summary>The sign-in names of its employees.</summary>
        public string[] Users { get; private set; }

        public static Tenant Start()
        {
            var demo = DemoTenant.Start("--users 20 --seed 1");
            demo.WaitReady();
            var tenant = new Tenant(demo);
            tenant.Users = Json.Read<Employee[]>(tenant.Get("/control/users")).Select(user => user.UserPrincipalName).ToArray();
            return tenant;
        }

        /// <summary>A session signed in with the certificate of the tenant's app, or in another way.</summary>
        public SessionHandle Open(Func<SecretBag, Auth> describe = null)
        {
            var app = demo.Ready.App;
            using (var secrets = new SecretBag())
            {
                return NativeSession.Open(new SessionConfig
                {
                    Tenant = demo.Ready.Tenant,
                    Endpoints = demo.Ready.Endpoints,
                    Auth = describe != null ? describe(secrets)
                        : CertificateCredential.FromPem(app.ClientId, app.CertificatePem + "\n" + app.PrivateKeyPem).Describe(secrets),
                }, secrets);
            }
        }

        /// <summary>Requests of this kind are never answered until <see cref="Heal"/>.</summary>
        public void Hang(string kind) => Send("POST", "/control/faults", "[{\"kind\":\"" + kind + "\",\"action\":\"hang\",\"percent\":100}]");

        public void Heal() => Send("DELETE", "/control/faults", "");

        public void Forget() => Send("DELETE", "/control/requests", "");

        /// <summary>Returns once a request of the kind has come.</summary>
        public void Wait(string kind) => Get("/control/requests/wait?kind=" + kind + "&count=1");

        /// <summary>How many requests of a kind came.</summary>
        public bool HasSeen(string kind) => !Encoding.UTF8.GetString(Get("/control/requests")).Contains("\"" + kind + "\":0");

        byte[] Get(string path)
        {
            using (var client = new WebClient()) return client.DownloadData(demo.Control + path);
        }

        void Send(string method, string path, string json)
        {
            using (var client = new WebClient())
            {
                client.Headers[HttpRequestHeader.ContentType] = "application/json";
                _ = client.UploadString(demo.Control + path, method, json);
            }
        }

        public void Dispose() => demo.Dispose();

        [DataContract]
        sealed class Employee
        {
            [DataMember(Name = "userPrincipalName")] public string UserPrincipalName { get; set; }
        }
    }
}
