using SpoProfileSync.ModuleTests.Hosting;
namespace SpoProfileSync.ModuleTests;
public class SmokeTests
{
    [Fact]
    public void Imports() { using var s = new Shell(); Assert.Equal(5, s.Run("Get-Command -Module SpoProfileSync").Succeed().Output.Count); }
}
