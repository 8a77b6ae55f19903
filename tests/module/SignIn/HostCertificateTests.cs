using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>Certificates whose key stays with .NET: found by thumbprint, checked, and used to sign what the library asks for.</summary>
[Trait("Needs", "RSA keys of Windows")]
public sealed class HostCertificateTests
{
    static readonly byte[] Data = "header.payload"u8.ToArray();

    static CertificateRequest Request(RSA key) => new("CN=photos", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    static X509Certificate2 Create(int daysLeft = 30)
    {
        using var key = RSA.Create(2048);
        return Request(key).CreateSelfSigned(DateTimeOffset.Now.AddDays(-60), DateTimeOffset.Now.AddDays(daysLeft));
    }

    static object Credential(X509Certificate2 certificate) =>
        Internals.Create("Credentials.HostCertificateCredential", "app", "d", certificate, false);

    static string Refusal(Func<object> use)
    {
        var error = Assert.ThrowsAny<Exception>(use);
        Assert.Equal("SpoCertificateInvalid", Internals.Get(error, "ErrorId"));
        return error.Message;
    }

    [Fact]
    public void The_session_names_the_certificate_by_its_SHA_256()
    {
        using var certificate = Create();
        var auth = Internals.Auth(Credential(certificate));
        Assert.Equal("hostCertificate", auth.GetProperty("kind").GetString());
        Assert.Equal(("app", "d"), (auth.GetProperty("clientId").GetString(), auth.GetProperty("directory").GetString()));
        var padded = auth.GetProperty("x5tS256").GetString()!.Replace('-', '+').Replace('_', '/') + "=";
        Assert.Equal(certificate.GetCertHash(HashAlgorithmName.SHA256), Convert.FromBase64String(padded));
    }

    [Fact]
    public void The_signature_verifies_with_the_public_key()
    {
        using var certificate = Create();
        var reply = Internals.Answer(Credential(certificate), ("Kind", "sign"), ("Algorithm", "PS256"), ("Data", Convert.ToBase64String(Data)));
        using var key = certificate.GetRSAPublicKey()!;
        var signature = Convert.FromBase64String(reply.GetProperty("signature").GetString()!);
        Assert.True(key.VerifyData(Data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    [Fact]
    public void Another_algorithm_is_not_pretended_to()
    {
        using var certificate = Create();
        var reply = Internals.Answer(Credential(certificate), ("Kind", "sign"), ("Algorithm", "ES256"), ("Data", "AAAA"));
        Assert.False(reply.TryGetProperty("signature", out _));
        Assert.False(string.IsNullOrEmpty(reply.GetProperty("error").GetString()));
    }

    [Fact]
    public void A_key_that_cannot_be_used_is_an_answer_with_the_reason()
    {
        var certificate = Create();
        var credential = Credential(certificate);
        certificate.Dispose();
        var reply = Internals.Answer(credential, ("Kind", "sign"), ("Algorithm", "PS256"), ("Data", Convert.ToBase64String(Data)));
        Assert.Contains("cannot sign", reply.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_private_key_it_is_refused()
    {
        using var certificate = Create();
        using var half = X509CertificateLoader.LoadCertificate(certificate.RawData);
        Assert.Contains("no private key", Refusal(() => Credential(half)), StringComparison.Ordinal);
    }

    [Fact]
    public void With_a_key_of_another_kind_it_is_refused()
    {
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=photos", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.Now.AddDays(-1), DateTimeOffset.Now.AddDays(1));
        Assert.Contains("no RSA key", Refusal(() => Credential(certificate)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_expired_one_is_refused()
    {
        using var certificate = Create(daysLeft: -1);
        Assert.Contains("expired on", Refusal(() => Credential(certificate)), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_found_by_the_thumbprint_as_a_dialog_shows_it()
    {
        using var certificate = Create();
        using var stored = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.PersistKeySet);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(stored);
        try
        {
            var pairs = certificate.Thumbprint.Chunk(2).Select(pair => new string(pair));
            var shown = "\u200e" + string.Join(' ', pairs).ToLowerInvariant();
            using var found = (X509Certificate2)Internals.CallStatic("Credentials.CertificateStore", "Find", shown)!;
            Assert.Equal(certificate.Thumbprint, found.Thumbprint);
            Assert.True(found.HasPrivateKey);
        }
        finally
        {
            store.Remove(stored);
        }
    }

    [Fact]
    public void An_unknown_thumbprint_names_the_stores()
    {
        using var shell = new Shell();
        var thumbprint = new string('A', 40);
        var error = shell.Run("Connect-SpoProfile contoso -ClientId x -CertificateThumbprint $args[0]", thumbprint).EndedBy("SpoCertificateInvalid");
        Assert.Equal(thumbprint, error.TargetObject);
        Assert.Contains(@"LocalMachine\My", error.Exception.Message, StringComparison.Ordinal);
    }
}
