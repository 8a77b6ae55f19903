using System.Management.Automation;
using System.Reflection;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>The combined cmdlet declares again what a picture is made with, so it must not drift away.</summary>
public sealed class SyncParameterTests
{
    static Dictionary<string, string> Parameters(string command) =>
        Internals.Create(command).GetType().GetProperties()
            .Where(property => property.GetCustomAttributes<ParameterAttribute>().Any())
            .ToDictionary(property => property.Name, property => Describe(property, Internals.Create(command)));

    static string Describe(PropertyInfo property, object command)
    {
        var range = property.GetCustomAttribute<ValidateRangeAttribute>();
        var others = property.GetCustomAttributes().Select(attribute => attribute.GetType().Name).Order();
        return $"{property.PropertyType} = {property.GetValue(command)} [{range?.MinRange}, {range?.MaxRange}] {string.Join(' ', others)}";
    }

    [Fact]
    public void One_pass_takes_what_both_take()
    {
        var photo = Parameters("SyncSpoProfilePhotoCommand");
        var expected = Parameters("SyncSpoProfilePropertyCommand");
        photo.Remove("Force", out var force);
        expected["ForcePhoto"] = force!;
        foreach (var (name, described) in photo) expected[name] = described;
        Assert.Equal(expected.OrderBy(pair => pair.Key), Parameters("SyncSpoProfileCommand").OrderBy(pair => pair.Key));
    }
}
