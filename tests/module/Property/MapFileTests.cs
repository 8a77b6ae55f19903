using System.Text;
using System.Text.Json;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>A map file is data, whatever it says: it is read, and nothing in it runs.</summary>
public sealed class MapFileTests : IDisposable
{
    readonly Shell shell = new();
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("spo-map-");

    public void Dispose()
    {
        shell.Dispose();
        folder.Delete(recursive: true);
    }

    string Path(string name) => System.IO.Path.Combine(folder.FullName, name);

    string Write(string name, string text, Encoding? encoding = null)
    {
        File.WriteAllText(Path(name), text, encoding ?? new UTF8Encoding(false));
        return Path(name);
    }

    static string ToJson(string text) => (string)Internals.CallStatic("DataFile", "ToJson", text, "/map.psd1")!;

    static void Says(string json, string text) =>
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, JsonDocument.Parse(ToJson(text)).RootElement), ToJson(text));

    [Fact]
    public void Literals_are_data()
    {
        Says("""[{"Property":"A","From":["mobile","MobilePhone"]}]""", "@(@{ Property = 'A'; From = 'mobile', 'MobilePhone' })");
        Says("""[{"A":1},{"A":2},{"A":3}]""", "@(@{ A = 1 }, @{ A = 2 }\n@{ A = 3 })");
        Says("""[{"A":1},{"A":2}]""", "@{ A = 1 }, @{ A = 2 }");
        Says("""{"Rows":[{"A":true,"B":false,"C":null,"D":[]}]}""", "# a comment\n@{ Rows = @(@{ A = $true; B = $False; C = $null; D = @() }) }");
        Says("""{"a b":-1,"c":2.5,"d":100000000000,"e":"x\ny"}""", "@{ 'a b' = -1; c = 2.5; d = 100000000000; e = @'\nx\ny\n'@ }");
        Says("""{"A":"\"quoted\" \\ 漢字 😀 \u2028"}""", "@{ A = '\"quoted\" \\ 漢字 😀 \u2028' }");
    }

    [Theory]
    [InlineData("@{ A = { Get-Date } }", "{ Get-Date }")]
    [InlineData("@{ A = $(Get-Date) }", "$(Get-Date)")]
    [InlineData("@{ A = Get-Date }", "Get-Date")]
    [InlineData("@{ A = \"$env:USERNAME\" }", "\"$env:USERNAME\"")]
    [InlineData("@{ A = $home }", "$home")]
    [InlineData("@{ A = [Environment]::Exit(3) }", "[Environment]::Exit(3)")]
    [InlineData("@{ A = [int] '1' }", "[int] '1'")]
    [InlineData("@{ A = 1 + 1 }", "1 + 1")]
    [InlineData("@{ A = if (1) { 2 } }", "if (1) { 2 }")]
    [InlineData("@{ A = & { 1 } }", "& { 1 }")]
    [InlineData("@{ A = 'x' | Out-Null }", "'x' | Out-Null")]
    [InlineData("@{ $home = 1 }", "$home")]
    public void Everything_else_is_refused_with_its_place(string line, string shown)
    {
        var error = shell.Run("Get-SpoProfilePropertyMap -Map $args[0]", Write("bad.psd1", "@{ B = 1 }, `\n" + line)).EndedBy("SpoPropertyMapInvalid");
        Assert.Equal(Path("bad.psd1"), error.TargetObject);
        Assert.Contains("line 2, column ", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("'" + shown + "' is not data", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("about_SpoProfilePropertyMap", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@{ A = ", "line 1")]
    [InlineData("@{ A = 1; A = 2 }", "line 1")]
    [InlineData("", "one table or one list")]
    [InlineData("@{ A = 1 }\n@{ A = 2 }", "line 2")]
    [InlineData("param($x) @{ A = 1 }", "one table or one list")]
    [InlineData("begin { } end { @{ A = 1 } }", "one table or one list")]
    [InlineData("using namespace System\n@{ A = 1 }", "one table or one list")]
    public void What_is_no_data_file_is_refused(string text, string place)
    {
        var error = shell.Run("Get-SpoProfilePropertyMap -Map $args[0]", Write("bad.psd1", text)).EndedBy("SpoPropertyMapInvalid");
        Assert.Contains(place, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_it_runs()
    {
        var trace = Path("trace");
        Write("evil.psm1", $"[IO.File]::WriteAllText('{trace}', 'module')");
        foreach (var code in new[] { $"[IO.File]::WriteAllText('{trace}', 'x')", $"using module ./evil.psm1\n@{{ A = 1 }}", $"@{{ A = $([IO.File]::WriteAllText('{trace}', 'x')) }}" })
        {
            shell.Run("Get-SpoProfilePropertyMap -Map $args[0]", Write("evil.psd1", code)).EndedBy("SpoPropertyMapInvalid");
            Assert.False(File.Exists(trace), code);
        }
    }

    [Fact]
    public void Files_that_cannot_be_used_are_said_at_once()
    {
        Assert.Contains("is not there", Refusal(Path("none.psd1")), StringComparison.Ordinal);
        Assert.Contains("is not there", Refusal(Path("none/none.json")), StringComparison.Ordinal);
        Assert.Contains("neither a .psd1 nor a .json", Refusal(Write("map.txt", "x")), StringComparison.Ordinal);
        File.WriteAllBytes(Path("ansi.psd1"), [.. "@{ A = '"u8, 0xE4, .. "' }"u8]);
        Assert.Contains("is not UTF-8", Refusal(Path("ansi.psd1")), StringComparison.Ordinal);
    }

    string Refusal(string path) => shell.Run("Get-SpoProfilePropertyMap -Map $args[0]", path).EndedBy("SpoPropertyMapInvalid").Exception.Message;

    [Theory]
    [InlineData("карта ünï 漢字.psd1", false)]
    [InlineData("utf16.psd1", true)]
    public void Any_script_in_names_and_texts(string name, bool isUtf16)
    {
        var path = Write(name, "@{ Property = 'Größe 漢字' }", isUtf16 ? Encoding.Unicode : null);
        var file = Internals.CallStatic("PropertyMapFile", "Read", path)!;
        Assert.Equal("Größe 漢字", JsonDocument.Parse((string)Internals.Get(file, "Json")!).RootElement.GetProperty("Property").GetString());
        Assert.Equal(path, Internals.Get(file, "Path"));
    }

    [Fact]
    public void JSON_is_handed_on_as_it_is()
    {
        var file = Internals.CallStatic("PropertyMapFile", "Read", Write("map.JSON", "[ {\"a\": 1} ]", Encoding.UTF8))!;
        Assert.Equal("[ {\"a\": 1} ]", Internals.Get(file, "Json"));
    }

    [Fact]
    public void A_relative_path_counts_from_the_location_of_the_session()
    {
        Write("here.psd1", "oops");
        var script = "$null = $ExecutionContext.SessionState.Path.SetLocation($args[0]); Get-SpoProfilePropertyMap -Map ./here.psd1";
        Assert.Equal(Path("here.psd1"), shell.Run(script, folder.FullName).EndedBy("SpoPropertyMapInvalid").TargetObject);
    }
}
