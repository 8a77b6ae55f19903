using System.Text;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.SignIn;

/// <summary>Secrets reach the message unchanged, and what held them on the way is wiped.</summary>
public sealed class SecretBagTests : IDisposable
{
    readonly IDisposable secrets = (IDisposable)Internals.Create("Wire.SecretBag");

    public void Dispose() => secrets.Dispose();

    object Auth(string member, object? placeholder)
    {
        var auth = Internals.Create("Wire.Auth");
        Internals.Set(auth, "Kind", "k");
        Internals.Set(auth, member, placeholder);
        return auth;
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("quote \" backslash \\ slash / line\r\n tab\t nul\0 end")]
    [InlineData("Gr\u00fc\u00dfe \u4f60\u597d \ud83d\ude00")]
    public void A_secret_arrives_as_it_was(string secret)
    {
        var auth = Auth("Secret", Internals.Call(secrets, "Add", secret.Secure()));
        Assert.Equal(secret, Internals.Json(auth, secrets).GetProperty("secret").GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public void A_file_arrives_as_base64_and_is_wiped(int length)
    {
        var file = Enumerable.Range(1, length).Select(n => (byte)(n * 7 | 1)).ToArray();
        var expected = Convert.ToBase64String(file);
        var auth = Auth("Certificate", Internals.Call(secrets, "AddAndWipe", file));
        Assert.Equal(expected, Internals.Json(auth, secrets).GetProperty("certificate").GetString());
        Assert.All(file, b => Assert.Equal(0, b));
    }

    [Fact]
    public void Characters_are_wiped()
    {
        var characters = "secret".ToCharArray();
        Internals.Call(secrets, "AddAndWipe", characters);
        Assert.All(characters, c => Assert.Equal('\0', c));
    }

    [Fact]
    public void Several_secrets_stay_apart()
    {
        var auth = Auth("Secret", Internals.Call(secrets, "Add", "first".Secure()));
        Internals.Set(auth, "Certificate", Internals.Call(secrets, "AddAndWipe", Encoding.ASCII.GetBytes("second")));
        Internals.Set(auth, "Password", Internals.Call(secrets, "Add", [null]));
        var json = Internals.Json(auth, secrets);
        Assert.Equal("first", json.GetProperty("secret").GetString());
        Assert.Equal("c2Vjb25k", json.GetProperty("certificate").GetString());
        Assert.False(json.TryGetProperty("password", out _));
    }
}
