using System.Security;

namespace SpoProfileSync.ModuleTests.Hosting;

static class Secret
{
    /// <summary>The text as SecureString.</summary>
    public static SecureString Secure(this string text)
    {
        var secure = new SecureString();
        foreach (var c in text) secure.AppendChar(c);
        return secure;
    }
}
