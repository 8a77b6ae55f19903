using System.Text.RegularExpressions;
using SpoProfileSync.ModuleTests.Hosting;

namespace SpoProfileSync.ModuleTests.Property;

/// <summary>The bulk import of SharePoint, and its jobs.</summary>
public sealed class BulkImportTests(Tenant tenant) : IClassFixture<Tenant>, IDisposable
{
    readonly Shell shell = new Shell().Connect(tenant);

    public void Dispose() => shell.Dispose();

    string Upn(int index) => tenant.Users[index].UserPrincipalName;

    object[] Users(string mobile, params int[] indexes) => [.. indexes.Select(index => (object)AdUsers.WithMobile(tenant.Users[index], mobile))];

    Outcome Import(object[] users, string options = "") =>
        shell.Run("$args[0] | Sync-SpoProfileProperty -Property CellPhone -Method BulkImport -PollSeconds 1 " + options, [users]);

    Task Prepare() => tenant.Set(new { userEditableProperties = Array.Empty<string>(), importStepSeconds = 0, profilelessUsers = Array.Empty<string>() });

    [Fact]
    public async Task Writes_through_a_job_and_shows_it()
    {
        await Prepare();
        const string hostile = "\"+49\" \\ 30, 漢字 😀\n1";
        var outcome = Import(Users(hostile, 0, 1)).Succeed();
        Assert.Equal(["Updated", "Updated"], outcome.Texts("Action"));
        Assert.Equal(["BulkImport", "BulkImport"], outcome.Texts("Method"));
        Assert.Equal(hostile, await tenant.ProfileValue(Upn(0), "CellPhone"));

        // The tenant is shared by the tests here; the newest job is the last.
        var job = shell.Run("Get-SpoProfileImportJob").Succeed().Output[^1];
        Assert.Equal("SpoProfileSync.ImportJob", job.TypeNames[0]);
        Assert.Equal(("Succeeded", "NoError", "True"), (job.Text("State"), job.Text("Error"), job.Text("Ended")));
        Assert.NotEmpty(job.Text("SourceUri"));
    }

    [Fact]
    public async Task A_user_the_import_does_not_find_is_the_one_that_failed()
    {
        await Prepare();
        // The profile goes away between the comparison and the import.
        shell.Host.WhenAsked = () => tenant.Set(new { profilelessUsers = new[] { Upn(3) } }).GetAwaiter().GetResult();
        shell.Host.Answers.Enqueue("Yes to All");
        var outcome = Import(Users("+49 30 2", 2, 3), "-Confirm");
        var results = outcome.Output.ToDictionary(result => result.Text("Identity"), result => result.Text("Action"));
        Assert.Equal(("Updated", "Failed"), (results[Upn(2)], results[Upn(3)]));
        Assert.Equal(Upn(3), outcome.Failure("SpoImportIdentityNotFound").TargetObject);
        Assert.Equal("+49 30 2", await tenant.ProfileValue(Upn(2), "CellPhone"));
        await Prepare();
    }

    /// <summary>The synchronization tells the id with -Verbose, and the job goes on without it.</summary>
    [Fact]
    public async Task A_job_that_was_left_can_be_awaited_later()
    {
        await Prepare();
        await tenant.Set(new { importStepSeconds = 3600 });
        // The test goes on elsewhere than on the pipeline's thread, which it stops.
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var pipeline = shell.Start("$args[0] | Sync-SpoProfileProperty -Property CellPhone -Method BulkImport -Verbose", [Users("+49 30 6", 6)]);
        pipeline.Streams.Verbose.DataAdded += (_, added) =>
        {
            var id = Regex.Match(pipeline.Streams.Verbose[added.Index].Message, "^Bulk import job ([0-9a-f-]{36}): ");
            if (id.Success) told.TrySetResult(id.Groups[1].Value);
        };
        var running = pipeline.BeginInvoke();
        var id = await told.Task;
        pipeline.Stop();
        Assert.True(Shell.Finish(pipeline, () => [.. pipeline.EndInvoke(running)]).Stopped);

        var error = shell.Run("Wait-SpoProfileImportJob $args[0] -TimeoutSeconds 1 -PollSeconds 1", id).EndedBy("SpoImportTimeout");
        Assert.Contains(id, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("False", Assert.Single(shell.Run("Get-SpoProfileImportJob $args[0]", id).Succeed().Texts("Ended")));
        await Prepare();
        Assert.Equal(id, Assert.Single(shell.Run("Wait-SpoProfileImportJob $args[0]", id).Succeed().Texts("JobId")));
        Assert.Equal("+49 30 6", await tenant.ProfileValue(Upn(6), "CellPhone"));
    }

    [Fact]
    public async Task A_job_is_named_in_any_form()
    {
        await Prepare();
        Import(Users("+49 30 4", 4)).Succeed();
        var id = Assert.IsType<Guid>(shell.Run("Get-SpoProfileImportJob").Succeed().Output[0].Properties["JobId"].Value);
        foreach (var (script, input) in new (string, object)[]
        {
            ("$args[0] | Wait-SpoProfileImportJob -PollSeconds 1", id),
            ("$args[0] | Wait-SpoProfileImportJob -PollSeconds 1", id.ToString()),
            ("$args[0] | Wait-SpoProfileImportJob -PollSeconds 1", AdUsers.Custom(("JobId", id.ToString()))),
            ("Wait-SpoProfileImportJob $args[0] -TimeoutSeconds 60", id),
            ("Get-SpoProfileImportJob $args[0] | Wait-SpoProfileImportJob", id),
            ("Get-SpoProfileImportJob -JobId $args[0]", id),
        })
        {
            Assert.Equal(id.ToString(), Assert.Single(shell.Run(script, input).Succeed().Texts("JobId")));
        }
    }

    [Fact]
    public async Task An_id_that_no_job_has_is_an_error_and_no_id_no_request()
    {
        var id = Guid.NewGuid();
        Assert.Equal(id.ToString(), shell.Run("Get-SpoProfileImportJob $args[0]", id).EndedBy("SpoImportJobNotFound").TargetObject);
        shell.Run("Wait-SpoProfileImportJob $args[0]", id).EndedBy("SpoImportJobNotFound");
        await tenant.Forget();
        Assert.Empty(shell.Run("@() | Get-SpoProfileImportJob").Succeed().Output);
        Assert.Empty(shell.Run("@() | Wait-SpoProfileImportJob").Succeed().Output);
        Assert.Equal(0, await tenant.CountAll());
    }

    [Fact]
    public async Task WhatIf_uploads_and_queues_nothing()
    {
        await Prepare();
        var jobs = shell.Run("Get-SpoProfileImportJob").Succeed().Output.Count;
        Assert.Equal(["WhatIf"], Import(Users("+49 30 5", 5), "-WhatIf").Succeed().Texts("Action"));
        Assert.Equal(jobs, shell.Run("Get-SpoProfileImportJob").Succeed().Output.Count);
        Assert.NotEqual("+49 30 5", await tenant.ProfileValue(Upn(5), "CellPhone"));
    }
}
