using System.Net;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>Segregation of duties (domain.md 2.0): every role with every action, over HTTP.</summary>
public sealed class DutiesTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] Everybody =
    [
        "bai.xiaotang", "fang.yuan", "lin.zhiyuan", "su.xiaoman", "tang.zhixia", "jiang.xubai", "xu.muyun", "shen.yanqiu", "lu.tingchuan", "gu.xingzhou",
        "cheng.yinuo", "wen.shuyan", "he.mingqian", "luo.qicheng", "ye.qinghe", "admin",
    ];

    private readonly Dictionary<string, HttpClient> browsers = [];

    /// <summary>What each may do with a task that waits for 江叙白 in a case of 林知远. Everything else is refused and changes nothing.</summary>
    private static bool May(string person, string action) => action switch
    {
        "Approve" or "Reject" or "Return" or "transfer" or "consult" or "signers" or "pause" => person == "jiang.xubai",
        "reassign" => person is "shen.yanqiu" or "gu.xingzhou" or "admin",
        "urge" => person is "lin.zhiyuan" or "shen.yanqiu" or "gu.xingzhou",
        "withdraw" => person == "lin.zhiyuan",
        "comment" or "copy" => person is "lin.zhiyuan" or "fang.yuan" or "jiang.xubai" or "shen.yanqiu" or "gu.xingzhou" or "cheng.yinuo" or "wen.shuyan" or "he.mingqian" or "admin",
        _ => false,
    };

    [Fact]
    public async Task S_13_every_role_with_every_action_that_is_not_its_own_is_refused_and_nothing_changes()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var task = await filed.TaskAsync("jiang.xubai");
        var before = await StateOfAsync(filed);
        foreach (var person in Everybody)
            foreach (var action in new[] { "Approve", "Reject", "Return", "claim", "release", "recall", "transfer", "consult", "signers", "reassign", "pause", "resume", "urge", "withdraw", "takeBack", "remove", "comment", "copy" })
            {
                if (May(person, action)) continue;
                var answer = await TryAsync(filed, task, person, action);
                Assert.True((int)answer.StatusCode is 403 or 404 or 409 or 422, $"{person} {action}: {answer.StatusCode}");
                Assert.True(before == await StateOfAsync(filed), $"{person} {action} changed something");
            }
    }

    [Fact]
    public async Task An_action_of_one_s_own_is_let_through()
    {
        foreach (var (person, action) in new[] { ("lin.zhiyuan", "urge"), ("lin.zhiyuan", "comment"), ("jiang.xubai", "copy"), ("admin", "reassign"), ("gu.xingzhou", "reassign"), ("lin.zhiyuan", "withdraw") })
        {
            var filed = await Filed.OpenAsync(host, browsers);
            Assert.Equal(HttpStatusCode.Redirect, (await TryAsync(filed, await filed.TaskAsync("jiang.xubai"), person, action)).StatusCode);
        }
    }

    [Fact]
    public async Task S_13_an_applicant_does_not_get_his_own_case_through_a_delegation_nor_a_circle_of_them()
    {
        // 江叙白 away to the applicant: it goes to his superior.
        await DeclareAsync("jiang.xubai", "lin.zhiyuan");
        var filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal("shen.yanqiu", await filed.HoldersAsync());
        await EndAllAsync(filed);

        // 江叙白 → 唐知夏 → 江叙白 stops and goes to the superior.
        await DeclareAsync("jiang.xubai", "tang.zhixia");
        await DeclareAsync("tang.zhixia", "jiang.xubai");
        filed = await Filed.OpenAsync(host, browsers);
        Assert.Equal("shen.yanqiu", await filed.HoldersAsync());
        await EndAllAsync(filed);
    }

    [Fact]
    public async Task A_delegate_decides_for_the_absent_and_both_names_are_kept()
    {
        await DeclareAsync("xu.muyun", "qin.ruohe");
        var filed = await Filed.OpenAsync(host, browsers, owner: "lin.zhiyuan");
        var task = await filed.TaskAsync("jiang.xubai");
        Assert.Equal(HttpStatusCode.Redirect, (await DeclareAsync("jiang.xubai", "tang.zhixia", pending: true)).StatusCode);
        Assert.Equal("tang.zhixia", await filed.HoldersAsync());
        Assert.Equal(HttpStatusCode.OK, (await (await filed.BrowserAsync("jiang.xubai")).GetAsync(task)).StatusCode);
        await filed.ApprovedByAsync("tang.zhixia");
        var page = await (await filed.BrowserAsync("lin.zhiyuan")).PageAsync($"/cases/{filed.CaseId}");
        Assert.Contains(page.QuerySelectorAll(".history li"), entry => entry.TextContent.Contains("唐知夏", StringComparison.Ordinal) && entry.TextContent.Contains("江叙白", StringComparison.Ordinal));
        await using var db = await filed.DbAsync();
        var entry = await db.Audit.SingleAsync(row => row.CaseId == filed.CaseId && row.Action == "Approve");
        Assert.Equal((await filed.IdAsync("tang.zhixia"), (Guid?)await filed.IdAsync("jiang.xubai")), (entry.PersonId!.Value, entry.OnBehalfOfId));
        await EndAllAsync(filed);
    }

    [Fact]
    public async Task An_absence_of_somebody_else_is_entered_by_an_administrator_only_and_finance_stays_with_finance()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var id = await filed.IdAsync("wen.shuyan");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await DeclareAsync("wen.shuyan", "tang.zhixia")).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await DeclareAsync("jiang.xubai", "admin")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await DeclareAsync("admin", "cheng.yinuo", whose: id.ToString())).StatusCode);
        await using var db = await filed.DbAsync();
        var absence = await db.Absences.SingleAsync(row => row.PersonId == id && row.EndedAt == null);
        Assert.Equal(HttpStatusCode.NotFound, (await filed.PostAsync("jiang.xubai", $"/absences/{absence.Id}/end")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await filed.PostAsync("wen.shuyan", $"/absences/{absence.Id}/end")).StatusCode);
    }

    private async Task<HttpResponseMessage> DeclareAsync(string person, string target, bool pending = false, string whose = "")
    {
        var client = browsers.TryGetValue(person, out var known) ? known : browsers[person] = await host.SignedInAsync(person);
        var today = DateTime.UtcNow.AddHours(8);
        var fields = new Dictionary<string, string> { ["do"] = "send", ["p"] = (await Filed.PersonAsync(host, target)).ToString(), ["from"] = $"{today:yyyy-MM-dd}", ["until"] = $"{today.AddDays(3):yyyy-MM-dd}" };
        if (pending) fields["pending"] = "true";
        if (whose.Length > 0) fields["for"] = whose;
        return await client.PostFormAsync("/absences", "#absence", fields);
    }

    private static async Task EndAllAsync(Filed filed)
    {
        await using var db = await filed.DbAsync();
        await db.Absences.ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, DateTimeOffset.UtcNow));
    }

    private static async Task<HttpResponseMessage> TryAsync(Filed filed, string task, string person, string action)
    {
        var target = (await filed.IdAsync("tang.zhixia")).ToString();
        var people = new Dictionary<string, string> { ["_handler"] = "move", ["do"] = "send", ["p"] = target, ["place"] = "Before", ["rule"] = "All" };
        return action switch
        {
            "Approve" or "Reject" or "Return" => await filed.PostAsync(person, task, new() { ["_handler"] = "task", ["operation"] = Guid.NewGuid().ToString(), ["do"] = $"action:{action}", ["Comment"] = "x" }),
            "transfer" or "consult" or "signers" or "reassign" => await filed.PostAsync(person, $"{task}/{action}", people),
            "claim" or "release" or "recall" or "pause" or "resume" => await filed.PostAsync(person, $"{task}/{action}", new() { ["Comment"] = "等店方" }),
            "copy" => await filed.PostAsync(person, $"/cases/{filed.CaseId}/copy", people),
            "takeBack" => await filed.PostAsync(person, $"/cases/{filed.CaseId}/take-back"),
            "remove" => await filed.PostAsync(person, $"/cases/{filed.CaseId}/signers/remove", new() { ["seat"] = "1.1" }),
            _ => await filed.PostAsync(person, $"/cases/{filed.CaseId}/{action}", new() { ["reason"] = "x", ["comment"] = "x" }),
        };
    }

    private static async Task<string> StateOfAsync(Filed filed)
    {
        await using var db = await filed.DbAsync();
        var tasks = await db.Tasks.Where(row => row.CaseId == filed.CaseId).OrderBy(row => row.Id).Select(row => $"{row.Id}/{row.State}/{row.AssigneeId}/{row.Version}").ToListAsync();
        return string.Join(";", tasks) + await filed.StateAsync() + await db.Audit.CountAsync(row => row.CaseId == filed.CaseId) + await db.CaseCopies.CountAsync(row => row.CaseId == filed.CaseId);
    }
}
