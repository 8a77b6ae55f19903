using System.Reflection;
using System.Text;
using System.Text.Json;

namespace SpoProfileSync.ModuleTests.Hosting;

/// <summary>
/// The parts of the module below its cmdlets, for what no simulated service can show: a certificate store, a proxy script. They are not
/// public, and the module is imported and not referenced, so they are reached by name.
/// </summary>
static class Internals
{
    const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    static readonly Lazy<Assembly> Module = new(() =>
    {
        using var shell = new Shell();
        return AppDomain.CurrentDomain.GetAssemblies().Single(assembly => assembly.GetName().Name == "SpoProfileSync");
    });

    static Type Type(string name) => Module.Value.GetType("SpoProfileSync." + name, throwOnError: true)!;

    /// <summary>A new object.</summary>
    public static object Create(string type, params object?[] arguments) =>
        Unwrap(() => Activator.CreateInstance(Type(type), Any, null, arguments, null)!);

    /// <summary>A value of an enumeration.</summary>
    public static object Enum(string type, string name) => System.Enum.Parse(Type(type), name);

    /// <summary>The result of a static method.</summary>
    public static object? CallStatic(string type, string method, params object?[] arguments) =>
        Unwrap(() => Type(type).InvokeMember(method, Any | BindingFlags.InvokeMethod, null, null, arguments));

    /// <summary>The result of a method of an object.</summary>
    public static object? Call(object target, string method, params object?[] arguments) =>
        Unwrap(() => target.GetType().InvokeMember(method, Any | BindingFlags.InvokeMethod, null, target, arguments));

    public static void Set(object target, string property, object? value) => target.GetType().GetProperty(property, Any)!.SetValue(target, value);

    public static object? Get(object target, string property) => target.GetType().GetProperty(property, Any)!.GetValue(target);

    /// <summary>A message as the library gets it.</summary>
    public static JsonElement Json(object message, object secrets)
    {
        var write = secrets.GetType().GetMethod("Write", Any)!.MakeGenericMethod(message.GetType());
        return JsonDocument.Parse(Encoding.UTF8.GetString((byte[])write.Invoke(secrets, [message])!)).RootElement;
    }

    /// <summary>The member auth of the session that a credential makes.</summary>
    public static JsonElement Auth(object credential)
    {
        using var secrets = (IDisposable)Create("Wire.SecretBag");
        return Json(Call(credential, "Describe", secrets)!, secrets);
    }

    /// <summary>The reply of a credential to a prompt with these members.</summary>
    public static JsonElement Answer(object credential, params (string Name, object Value)[] prompt)
    {
        using var secrets = (IDisposable)Create("Wire.SecretBag");
        var message = Create("Wire.JobEvent");
        foreach (var (name, value) in prompt) Set(message, name, value);
        return Json(Call(credential, "Answer", message, secrets)!, secrets);
    }

    /// <summary>An event as the library would send it.</summary>
    public static object Event(string json) =>
        Type("Wire.Json").GetMethod("Read", Any)!.MakeGenericMethod(Type("Wire.JobEvent")).Invoke(null, [Encoding.UTF8.GetBytes(json)])!;

    static T Unwrap<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            throw e.InnerException;
        }
    }
}
