using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>A proxy that lets nothing through: what it is asked is all that matters, and no request leaves this machine.</summary>
public sealed class ProxyTests : IDisposable
{
    readonly Shell shell = new();
    readonly TcpListener proxy = new(IPAddress.Loopback, 0);

    public ProxyTests() => proxy.Start();

    public void Dispose()
    {
        proxy.Dispose();
        shell.Dispose();
    }

    [Fact]
    public async Task The_sign_in_goes_through_the_proxy_given_with_its_credential()
    {
        var address = "http://" + proxy.LocalEndpoint;
        var credential = new PSCredential("anna", "proxy password".Secure());
        var pem = new[] { "cert", "key" }.Select(part => File.ReadAllText(Checkout.At("native", "spo-tenant", "app", $"demo-app.{part}.pem")));
        var certificate = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Concat(pem)));
        using var pipeline = shell.Start(
            "Connect-SpoProfile contoso -ClientId x -CertificateBase64 $args[0] -Proxy $args[1] -ProxyCredential $args[2]", certificate, address, credential);
        var running = pipeline.BeginInvoke();
        var accepting = proxy.AcceptTcpClientAsync();
        var ended = Task.Run(() => running.AsyncWaitHandle.WaitOne());
        Assert.Same(accepting, await Task.WhenAny(accepting, ended));
        using (var client = await accepting)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            Assert.Equal("CONNECT login.microsoftonline.com:443 HTTP/1.1", await reader.ReadLineAsync());
            var headers = new List<string>();
            while (await reader.ReadLineAsync() is { Length: > 0 } header) headers.Add(header);
            var expected = "Basic " + Convert.ToBase64String("anna:proxy password"u8);
            Assert.Contains(headers, header => header.Equals("Proxy-Authorization: " + expected, StringComparison.OrdinalIgnoreCase));
            pipeline.Stop();
        }
        Assert.True(Shell.Finish(pipeline, () => [.. pipeline.EndInvoke(running)]).Stopped);
    }
}
