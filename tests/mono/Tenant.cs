using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
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

        byte[] Get(string path) => Send("GET", path, "");

        // HTTP by hand, one connection a request: the web client of Mono now and then aborts a request with a body.
        byte[] Send(string method, string path, string json)
        {
            var control = new Uri(demo.Control);
            using (var connection = new TcpClient(control.Host, control.Port))
            using (var stream = connection.GetStream())
            using (var reply = new MemoryStream())
            {
                var head = $"{method} {path} HTTP/1.0\r\nHost: {control.Authority}\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n";
                var request = Encoding.ASCII.GetBytes(head + json);
                stream.Write(request, 0, request.Length);
                stream.CopyTo(reply);
                var text = Encoding.GetEncoding("iso-8859-1").GetString(reply.ToArray());
                if (text.IndexOf(" 2", StringComparison.Ordinal) != "HTTP/1.0".Length) throw new IOException(text);
                var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
                return reply.ToArray().Skip(body).ToArray();
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
