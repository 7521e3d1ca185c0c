using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.ProcessFiles;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Notifications;

public sealed class EditorTests
{
    private static readonly FileName Request = new(ProcessFileKind.Template, Application.Process, "approval-request.zh-CN");
    private static readonly FileName Form = new(ProcessFileKind.Form, Application.Process, Application.FormKey);

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_saved_template_is_used_at_once_on_every_node_and_can_be_rolled_back(string database)
    {
        await using var news = await News.OpenAsync(database);
        await using var other = news.Business.Another();
        var (desk, manager) = (news.Business.Get<ProcessFileDesk>(), await news.Business.PersonAsync("jiang.xubai"));
        var opened = await desk.OpenAsync(manager, Request);
        Assert.Equal(1, opened.Version);
        Assert.Equal(2, await desk.SaveAsync(manager, Request, "subject: 新:{{ number }}\r\nclass: task\r\n\r\n请审批", 1, "更短"));
        Assert.Equal("新:PA-1", await SubjectAsync(news.Business.Get<NotificationTemplates>()));
        news.Business.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("新:PA-1", await SubjectAsync((NotificationTemplates)other.GetService(typeof(NotificationTemplates))!));
        var history = (await desk.OpenAsync(manager, Request)).Versions;
        Assert.Equal([(2, "江叙白", "更短", true), (1, null, null, false)], history.Select(row => (row.Version, row.Author, row.Note, row.InUse)));
        await desk.RollBackAsync(manager, Request, 1, 2);
        Assert.Equal(opened.Text, (await desk.OpenAsync(manager, Request)).Text);
        Assert.Equal(["1>2", "2>1"], await news.Business.ReadAsync(db => db.Audit.Where(row => row.Subject == "template:promotion-approval/approval-request.zh-CN").OrderBy(row => row.At).ThenBy(row => row.From).Select(row => row.From + ">" + row.To).ToListAsync()));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task R_21_The_second_of_two_managers_is_refused_and_nothing_is_lost(string database)
    {
        await using var news = await News.OpenAsync(database);
        var (desk, first, second) = (news.Business.Get<ProcessFileDesk>(), await news.Business.PersonAsync("jiang.xubai"), await news.Business.PersonAsync("gu.xingzhou"));
        var opened = await desk.OpenAsync(first, Request);
        var results = await Task.WhenAll(Try(first, "一"), Try(second, "二"));
        Assert.Single(results, result => result is null);
        Assert.Equal((RefusalKind.Conflict, "changedMeanwhile"), Assert.Single(results.OfType<RefusedException>().Select(refused => (refused.Kind, refused.Refusals[0].Key))));
        var now = await desk.OpenAsync(first, Request);
        Assert.Equal(2, now.Version);
        var loser = results[0] is null ? "二" : "一";
        Assert.Contains(TextDiff.Compare(now.Text, opened.Text + loser), line => line is { Change: LineChange.Added });
        Assert.Equal(3, await desk.SaveAsync(second, Request, opened.Text + loser, now.Version, null));

        Task<RefusedException?> Try(Guid person, string word) => Task.Run(async () =>
        {
            try
            {
                await desk.SaveAsync(person, Request, opened.Text + word, opened.Version, null);
                return null;
            }
            catch (RefusedException refused)
            {
                return refused;
            }
        });
    }

    [Fact]
    public async Task A_faulty_text_is_refused_with_line_and_field_and_leaves_nothing()
    {
        await using var news = await News.OpenAsync();
        var (desk, manager) = (news.Business.Get<ProcessFileDesk>(), await news.Business.PersonAsync("jiang.xubai"));
        var form = await desk.OpenAsync(manager, Form);
        var faulty = form.Text.Replace("sum(costs.amount)", "sum(costs.amuont)");
        var fault = (await desk.CheckAsync(Form, faulty))!;
        Assert.Equal("total", fault.Field);
        Assert.Contains("\"total\"", faulty.Split('\n')[fault.Line!.Value - 1]);
        Assert.Equal(3, (await desk.CheckAsync(Form, "{\n\"title\": {\"zh\":\"x\",\"en\":\"x\"},\n\"sections\": [}\n}"))!.Line);
        await Assert.ThrowsAsync<RefusedException>(() => desk.SaveAsync(manager, Form, faulty, form.Version, null));
        await Assert.ThrowsAsync<RefusedException>(() => desk.SaveAsync(manager, Request, "subject: {{ nubmer }}\n\n", 1, null));
        Assert.Equal(0, await news.Business.ReadAsync(db => db.ProcessFileVersions.CountAsync(row => row.PersonId != null)));
        Assert.Equal(0, await news.Business.ReadAsync(db => db.Audit.CountAsync(row => row.Action == "Change")));
    }

    [Fact]
    public async Task A_case_keeps_the_form_it_was_started_with_when_a_manager_changes_it()
    {
        await using var news = await News.OpenAsync();
        var (desk, manager, catalog) = (news.Business.Get<ProcessFileDesk>(), await news.Business.PersonAsync("jiang.xubai"), news.Business.Get<FormCatalog>());
        var form = await desk.OpenAsync(manager, Form);
        await desk.SaveAsync(manager, Form, form.Text.Replace("促销名称", "活动名称"), form.Version, null);
        Assert.Equal("活动名称", (await catalog.LatestAsync(Form.Process, Form.Name))!.Fields.First().Label.Zh);
        Assert.Equal("促销名称", (await catalog.VersionAsync(Form.Process, Form.Name, 1))!.Fields.First().Label.Zh);
    }

    [Fact]
    public async Task A_file_of_a_new_release_replaces_an_untouched_text_but_never_a_managers()
    {
        await using var news = await News.OpenAsync();
        var (desk, manager) = (news.Business.Get<ProcessFileDesk>(), await news.Business.PersonAsync("jiang.xubai"));
        var returned = Request with { Name = "promotion-returned.zh-CN" };
        await desk.SaveAsync(manager, Request, "subject: 我的\n\n我的", (await desk.OpenAsync(manager, Request)).Version, null);
        foreach (var name in new[] { Request.Name, returned.Name })
        {
            var file = Path.Combine(news.Workflows.Templates, name + ".liquid");
            await File.WriteAllTextAsync(file, "subject: 新版本\n\n新版本");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(1));
        }

        news.Business.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.StartsWith("subject: 新版本", (await desk.OpenAsync(manager, returned)).Text);
        var mine = await desk.OpenAsync(manager, Request);
        Assert.Equal(("subject: 我的\n\n我的", 3), (mine.Text, mine.NewerRelease));
        await desk.RollBackAsync(manager, Request, 3, mine.Version);
        Assert.StartsWith("subject: 新版本", (await desk.OpenAsync(manager, Request)).Text);
    }

    [Fact]
    public async Task Only_managers_edit_and_they_try_only_on_cases_that_they_may_see()
    {
        await using var news = await News.OpenAsync();
        var (desk, trial) = (news.Business.Get<ProcessFileDesk>(), news.Business.Get<TemplateTrial>());
        foreach (var name in new[] { "lin.zhiyuan", "wen.shuyan", "su.xiaoman" })
        {
            var person = await news.Business.PersonAsync(name);
            Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.OpenAsync(person, Request))).Kind);
            Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => desk.SaveAsync(person, Request, "subject: x\n\n", 1, null))).Kind);
        }

        var started = await Application.StartAsync(news.Business);
        await news.Business.WriteAsync(db => db.Cases.Where(row => row.Id == started.CaseId).ExecuteUpdateAsync(set => set.SetProperty(row => row.DataJson, """{"name":"年末堆头","chain":{"name":"岚桥"}}""")));
        var (own, foreign) = (await news.Business.PersonAsync("jiang.xubai"), await ForeignManagerAsync(news.Business, started.CaseId));
        Assert.Contains("年末堆头", (await trial.RenderAsync(own, Request, "subject: {{ form.name }}\n\n{{ balanceText }}", started.CaseId))!.Subject);
        Assert.Null(await trial.RenderAsync(foreign, Request, "subject: {{ form.name }}\n\n", started.CaseId));
        Assert.False(await trial.SendAsync(foreign, Request, "subject: x\n\n", started.CaseId));
        Assert.Empty(await trial.CasesAsync(foreign, Application.Process));
        Assert.True(await trial.SendAsync(own, Request, "subject: 试发 {{ form.name }}\n\n正文", started.CaseId));
        Assert.Equal(1, await news.Pump().SendDueAsync());
        Assert.Equal("试发 年末堆头", Assert.Single(news.Mails()).Subject);
    }

    [Fact]
    public async Task A_template_that_breaks_at_run_time_sends_plain_words_and_is_reported()
    {
        await using var news = await News.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(news.Workflows.Templates, "broken.zh-CN.liquid"), "subject: {{ nothing.there }}\n\n");
        var person = await news.Business.PersonAsync("lin.zhiyuan");
        foreach (var template in new[] { "broken", "missing" })
            await news.Business.Get<Notifier>().QueueAsync(new(template, Application.Process, template, [person], new() { ["number"] = "PA-1", ["title"] = "年末" }, null));
        var told = await news.Business.ReadAsync(db => db.Notifications.OrderBy(row => row.Key).ToListAsync());
        Assert.All(told, row => Assert.Equal("PA-1 年末", row.Subject));
        Assert.All(told, row => Assert.NotNull(row.Fault));
        Assert.Contains(await news.Business.Get<ProcessFileDesk>().ListAsync(await news.Business.PersonAsync("gu.xingzhou")), row => row.File.Name == "broken.zh-CN" && row.Fault!.Contains("nothing"));
    }

    [Fact]
    public async Task A_template_that_nobody_has_used_yet_is_read_inside_a_transaction_without_waiting_for_it()
    {
        await using var business = await Business.OpenAsync();
        await using var db = await business.Get<IDbContextFactory<Workflows.Storage.ProcessSalesDb>>().CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await business.Get<NotificationTemplates>().FindAsync(Application.Process, "approval-request").WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(2, found.Texts.Count);
        await transaction.CommitAsync();
        Assert.Equal(1, (await business.Get<ProcessFileDesk>().OpenAsync(await business.PersonAsync("jiang.xubai"), Request)).Version);
    }

    [Fact]
    public async Task Every_shipped_form_and_template_passes_the_check()
    {
        await using var business = await Business.OpenAsync();
        var rows = await business.Get<ProcessFileDesk>().CheckAllAsync();
        Assert.NotEmpty(rows);
        Assert.DoesNotContain(rows, row => row.Fault is not null);
    }

    [Theory]
    [InlineData("../secret.en")]
    [InlineData("x/../../y.en")]
    [InlineData("x.sms.en")]
    [InlineData("X.en")]
    [InlineData("x.fr")]
    [InlineData("")]
    public async Task S_18_A_new_template_has_a_name_and_not_a_path(string name)
    {
        await using var business = await Business.OpenAsync();
        var manager = await business.PersonAsync("jiang.xubai");
        await Assert.ThrowsAsync<RefusedException>(() => business.Get<ProcessFileDesk>().SaveAsync(manager, Request with { Name = name }, "subject: x\n\n", 0, null));
        await Assert.ThrowsAsync<RefusedException>(() => business.Get<ProcessFileDesk>().SaveAsync(manager, Request with { Process = "../" + Application.Process }, "subject: x\n\n", 0, null));
    }

    private static async Task<string> SubjectAsync(NotificationTemplates templates) =>
        (await templates.FindAsync(Application.Process, "approval-request")).Render("zh-CN", new() { ["number"] = "PA-1" }).Subject;

    private static Task<Guid> ForeignManagerAsync(Business business, Guid caseId) => business.ReadAsync(async db =>
    {
        var area = await db.Cases.Where(row => row.Id == caseId).Select(row => row.AreaId).SingleAsync();
        return await db.Users.Where(row => row.Role == Role.Arm && row.OrgUnitId != area).Select(row => row.Id).FirstAsync();
    });
}
