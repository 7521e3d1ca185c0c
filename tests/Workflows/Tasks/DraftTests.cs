using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

public sealed class DraftTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R_21_The_second_window_gets_a_conflict_with_the_difference_and_nothing_is_lost(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var application = await Application.StartAsync(business);
        var decisions = business.Get<TaskDecisions>();
        var seen = (await decisions.ReadAsync(application.Person, application.TaskId))!.Task.DraftVersion;
        var saved = await decisions.SaveDraftAsync(application.Person, application.TaskId, new() { ["name"] = "第一个窗口", ["goal"] = "一样" }, seen);
        Assert.Equal(saved + 1, await decisions.SaveDraftAsync(application.Person, application.TaskId, new() { ["name"] = "第一个窗口", ["goal"] = "一样" }, saved));

        var mine = new JsonObject { ["name"] = "第二个窗口", ["goal"] = "一样" };
        var conflict = await Assert.ThrowsAsync<RefusedException>(() => decisions.SaveDraftAsync(application.Person, application.TaskId, mine, seen));
        Assert.Equal(RefusalKind.Conflict, conflict.Kind);
        Assert.Equal(["draft.changed", "draft.says"], conflict.Refusals.Select(refusal => refusal.Key));
        Assert.Equal(("name", "第一个窗口"), (conflict.Refusals[1].Field, conflict.Refusals[1].Arguments[0]));
        Assert.Equal("第一个窗口", (await decisions.ReadAsync(application.Person, application.TaskId))!.Data["name"]!.ToString());

        await decisions.SaveDraftAsync(application.Person, application.TaskId, mine);
        Assert.Equal("第二个窗口", (await decisions.ReadAsync(application.Person, application.TaskId))!.Data["name"]!.ToString());
    }

    [Fact]
    public async Task R_21_Of_two_windows_that_save_at_once_one_is_told()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var decisions = business.Get<TaskDecisions>();
        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
        {
            try
            {
                await decisions.SaveDraftAsync(application.Person, application.TaskId, new() { ["name"] = $"窗口 {number}" }, 0);
                return false;
            }
            catch (RefusedException refused)
            {
                return refused.Refusals[0].Key == "draft.changed";
            }
        }));
        Assert.Equal(7, told.Count(conflict => conflict));
    }

    [Fact]
    public async Task A_step_shows_hides_and_keeps_fields_as_its_rights_say()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var decisions = business.Get<TaskDecisions>();
        var data = await Application.FilledInAsync(business);
        await decisions.CompleteAsync(new(application.TaskId, application.Person, TaskActions.Submit, null, data, Guid.NewGuid(), null));
        await business.WriteAsync(async db =>
        {
            var row = await db.Tasks.SingleAsync(task => task.Id == application.TaskId);
            (row.State, row.OperationId, row.FieldRightsJson) = (TaskState.Open, null, """{"contribution":"hidden","name":"read"}""");
        });

        var view = (await decisions.ReadAsync(application.Person, application.TaskId))!;
        Assert.DoesNotContain(view.Form!.Fields, field => field.Name == "contribution");
        Assert.True(view.Form.Fields.Single(field => field.Name == "name").ReadOnly);
        Assert.Null(view.Data["contribution"]);

        var forged = (JsonObject)data.DeepClone();
        (forged["name"], forged["contribution"], forged["goal"]) = ("改名", "0.99", "新的目标");
        await decisions.CompleteAsync(new(application.TaskId, application.Person, TaskActions.Submit, null, forged, Guid.NewGuid(), null));
        var stored = JsonNode.Parse((await business.ReadAsync(db => db.Cases.Where(file => file.Id == application.CaseId).Select(file => file.DataJson).SingleAsync()))!)!;
        Assert.Equal(("年末堆头", "0.35", "新的目标"), (stored["name"]!.ToString(), stored["contribution"]!.ToString(), stored["goal"]!.ToString()));
    }

    [Fact]
    public async Task A_warning_that_needs_a_reason_is_passed_with_one_that_the_approvers_read()
    {
        using var files = new WorkflowsCopy();
        var form = JsonNode.Parse(await File.ReadAllTextAsync(files.Form, TestContext.Current.CancellationToken))!;
        ((JsonArray)form["rules"]!).Add(new JsonObject { ["when"] = "total > 100", ["field"] = "name", ["message"] = new JsonObject { ["zh"] = "费用偏高", ["en"] = "Costly" }, ["warning"] = true, ["reason"] = true });
        await File.WriteAllTextAsync(files.Form, form.ToJsonString(), TestContext.Current.CancellationToken);
        await using var business = await Business.OpenAsync(workflows: files.Folder);
        var application = await Application.StartAsync(business);
        var data = await Application.FilledInAsync(business);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => SubmitAsync(null));
        Assert.Equal(("Comment", "warning.reason"), (refused.Refusals[0].Field, refused.Refusals[0].Key));
        await SubmitAsync("客户要求");
        var file = await business.ReadAsync(db => db.Cases.AsNoTracking().SingleAsync(row => row.Id == application.CaseId));
        var warning = ReasonedWarning.Parse(file.WarningsJson).Single(one => one.Message.Zh == "费用偏高");
        Assert.Equal("客户要求", warning.Reason);

        Task SubmitAsync(string? comment) => business.Get<TaskDecisions>().CompleteAsync(new(application.TaskId, application.Person, TaskActions.Submit, comment, data, Guid.NewGuid(), null));
    }
}
