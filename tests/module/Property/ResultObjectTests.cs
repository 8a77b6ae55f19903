using System.Management.Automation;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>The events of the contract as the objects that scripts see.</summary>
public sealed class ResultObjectTests
{
    const string Error = """{"id":"SpoPropertyValueTooLong","category":"LimitsExceeded","message":"m","nextStep":"n","target":"t","retryable":false,"httpStatus":0,"requestId":""}""";

    const string Profile = $$"""
        {"type":"profile","identity":"anna","accountName":"i:0#.f|membership|anna@contoso.com","action":"Failed","method":"Direct","reason":"r","nextStep":"s",
         "requests":2,"durationMs":1500,"photo":{"identity":"anna","accountName":"a","action":"Uploaded","state":"Missing","bytesSent":7,"error":null},
         "properties":[{"property":"CellPhone","source":"mobile","sourceValue":["+4930123"],"sharePointValue":[],"state":"MissingInSharePoint",
                        "action":"Updated","reason":"r1","nextStep":"","error":null},
                       {"property":"AboutMe","source":"info","sourceValue":["a","b"],"sharePointValue":["c"],"state":"SourceInvalid",
                        "action":"Failed","reason":"r2","nextStep":"s2","error":{{Error}}}],"error":null}
        """;

    static PSObject Create(string type, params object?[] arguments) => PSObject.AsPSObject(Internals.Create(type, arguments));

    [Fact]
    public void A_result_has_photo_and_properties()
    {
        var result = Create("ProfileResult", Internals.Event(Profile));
        Assert.Equal(("anna", "Failed", "Direct", "r", "s", "2", ""), (result.Text("Identity"), result.Text("Action"), result.Text("Method"),
            result.Text("Reason"), result.Text("NextStep"), result.Text("Requests"), result.Text("ErrorId")));
        Assert.Equal(TimeSpan.FromSeconds(1.5), result.Properties["Duration"].Value);
        Assert.Equal(("Uploaded", "7"), (Photo(result).Text("Action"), Photo(result).Text("BytesSent")));
        var properties = ((Array)result.Properties["Properties"].Value).Cast<object>().Select(PSObject.AsPSObject).ToArray();
        Assert.Equal(["CellPhone: Updated", "AboutMe: Failed"], properties.Select(property => property.ToString()));
        Assert.Equal(("mobile", "+4930123", "", "MissingInSharePoint"), (properties[0].Text("Source"), properties[0].Text("SourceValue"),
            properties[0].Text("SharePointValue"), properties[0].Text("State")));
        Assert.Equal(("a|b", "c", "SpoPropertyValueTooLong"), (properties[1].Text("SourceValue"), properties[1].Text("SharePointValue"), properties[1].Text("ErrorId")));
    }

    static PSObject Photo(PSObject result) => PSObject.AsPSObject(result.Properties["Photo"].Value);

    [Fact]
    public void A_user_who_failed_as_a_whole_is_one_status()
    {
        var status = Create("PropertyStatus", Internals.Event($$"""{"type":"profile","identity":"anna","reason":"r","nextStep":"s","properties":[],"error":{{Error}}}"""));
        Assert.Equal(("anna", "", "Failed", "r", "s", "SpoPropertyValueTooLong"), (status.Text("Identity"), status.Text("Property"), status.Text("State"),
            status.Text("Reason"), status.Text("NextStep"), status.Text("ErrorId")));
        Assert.Equal("anna: Failed", status.ToString());
    }

    [Fact]
    public void A_row_of_the_map()
    {
        var row = Create("PropertyMapRow", Internals.Event("""
            {"type":"propertyRow","property":"CellPhone","sources":["mobile","MobilePhone"],"graph":"mobilePhone","native":false,"sync":true,"why":"w",
             "remedy":"m","perUser":true,"bulkImport":"UnlessUserEditable","userEditable":"Assumed","multiValue":false,"taxonomy":false,
             "transform":"Trim","origin":"BuiltIn","fact":"f"}
            """));
        Assert.Equal(("CellPhone", "mobilePhone", "True", "UnlessUserEditable", "Assumed", "BuiltIn"), (row.Text("Property"), row.Text("Graph"), row.Text("Sync"),
            row.Text("BulkImport"), row.Text("UserEditable"), row.Text("Origin")));
        Assert.Equal(new[] { "mobile", "MobilePhone" }, row.Properties["Sources"].Value);
    }

    [Fact]
    public void An_import_job_has_an_error_that_is_a_word()
    {
        var id = Guid.NewGuid();
        var job = Create("ImportJob", Internals.Event($$"""
            {"type":"importJob","jobId":"{{id}}","state":"Succeeded","jobError":"ImportCompleteWithError","errorMessage":"e","sourceUri":"u","logFolderUri":"l","ended":true}
            """));
        Assert.Equal(id, job.Properties["JobId"].Value);
        Assert.Equal(("Succeeded", "ImportCompleteWithError", "e", "u", "l", "True"), (job.Text("State"), job.Text("Error"), job.Text("ErrorMessage"),
            job.Text("SourceUri"), job.Text("LogFolderUri"), job.Text("Ended")));
    }

    [Fact]
    public void Words_of_a_later_library_are_no_success()
    {
        Assert.Equal("Failed", Create("ProfileResult", Internals.Event("""{"action":"Vanished"}""")).Text("Action"));
        var job = Create("ImportJob", Internals.Event("""{"jobId":"x","state":"Vanished"}"""));
        Assert.Equal(("Unknown", "Unknown", Guid.Empty.ToString()), (job.Text("State"), job.Text("Error"), job.Text("JobId")));
    }
}
