using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Tests.Running;

/// <summary>A promotion of 林知远 that was handed in, and its people at their browsers.</summary>
public sealed class Filed
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, string> Chains = new();
    private readonly TestHost host;
    private readonly Dictionary<string, HttpClient> browsers;

    private Filed(TestHost host, Dictionary<string, HttpClient> browsers, Guid caseId) => (this.host, this.browsers, CaseId) = (host, browsers, caseId);

    public Guid CaseId { get; }

    /// <summary>It goes to 江叙白 and 温书言; with target sales of 3,000 also to 沈砚秋, and 贺明谦 and 顾行舟 countersign.</summary>
    public static async Task<Filed> OpenAsync(TestHost host, Dictionary<string, HttpClient> browsers, decimal amount = 800, string owner = "lin.zhiyuan", decimal target = 900000)
    {
        var person = await PersonAsync(host, owner);
        var register = host.Services.GetRequiredService<CaseRegister>();
        var caseId = await register.StartAsync(person, "promotion-approval");
        await host.Services.GetRequiredService<ContinuationPump>().RunAsync(caseId);
        var filed = new Filed(host, browsers, caseId);
        await filed.HandInAsync(owner, amount, "年末堆头", target);
        return filed;
    }

    /// <summary>A note of 林知远 in one of the office's small processes, handed in on its page.</summary>
    public static async Task<Filed> NoteAsync(OfficeHost host, Dictionary<string, HttpClient> browsers, string process, string owner = "lin.zhiyuan")
    {
        var client = browsers.TryGetValue(owner, out var known) ? known : browsers[owner] = await host.SignedInAsync(owner);
        using var start = new HttpRequestMessage(HttpMethod.Post, $"/processes/{process}/start") { Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = await client.TokenAsync() }) };
        start.Headers.Accept.ParseAdd("text/html");
        var task = (await client.SendAsync(start)).Headers.Location!.ToString();
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var taskId = Guid.Parse(task[7..]);
        var filed = new Filed(host, browsers, await db.Tasks.Where(row => row.Id == taskId).Select(row => row.CaseId).SingleAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await client.PostFormAsync(task, "#task", new() { ["do"] = "action:Submit", ["f.remark"] = "领用展架", ["f.secret"] = "最多三套", ["f.fixed"] = "周五" })).StatusCode);
        return filed;
    }

    /// <summary>Puts another chain in the place of every row of the promotions' matrix; call again with null for the old ones.</summary>
    public static async Task ChainAsync(TestHost host, string? chain)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        foreach (var rule in await db.ApprovalRules.Where(row => row.Process == "promotion-approval").ToListAsync())
        {
            Chains.TryAdd(rule.Id, rule.Chain);
            rule.Chain = chain ?? Chains[rule.Id];
        }

        await db.SaveChangesAsync();
    }

    public async Task HandInAsync(string owner, decimal amount, string name, decimal target = 900000)
    {
        var person = await PersonAsync(host, owner);
        var task = await host.Services.GetRequiredService<Inbox>().TaskInCaseAsync(person, CaseId);
        await using var db = await DbAsync();
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        var unit = await db.Users.Where(row => row.Id == person).Select(row => row.OrgUnitId).SingleAsync();
        var line = await db.BudgetLines.Where(row => row.AreaId == unit && row.FeeType == "display" && row.Month >= new DateOnly(today.Year, today.Month, 1)).OrderByDescending(row => row.Month).FirstAsync();
        var start = line.Month > today ? line.Month.AddDays(14) : today.AddDays(1).Month == today.Month ? today.AddDays(1) : today;
        await host.Services.GetRequiredService<TaskDecisions>().CompleteAsync(new(task!.Value, person, TaskActions.Submit, null, new JsonObject
        {
            ["name"] = name, ["type"] = "display", ["chain"] = "C01", ["start"] = $"{start:yyyy-MM-dd}", ["end"] = $"{start:yyyy-MM-dd}", ["emergencyReason"] = "竞品降价",
            ["stores"] = new JsonArray(new JsonObject { ["store"] = "C01-01" }),
            ["skus"] = new JsonArray(new JsonObject { ["product"] = "2000000000015", ["promoSupply"] = "9.00", ["promoRetail"] = "12.90" }),
            ["budgetLine"] = line.Id.ToString(),
            ["costs"] = new JsonArray(new JsonObject { ["feeType"] = "display", ["quantity"] = "1", ["unitPrice"] = amount, ["payMode"] = "deduct" }),
            ["baselineSales"] = "400", ["targetSales"] = target, ["goal"] = "提升销量", ["mechanism"] = "堆头",
        }, Guid.NewGuid(), null));
        await host.Services.GetRequiredService<ContinuationPump>().RunAsync(CaseId);
    }

    public static async Task<Guid> PersonAsync(TestHost host, string userName)
    {
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        return await db.Users.Where(row => row.UserName == userName).Select(row => row.Id).SingleAsync();
    }

    public Task<Guid> IdAsync(string userName) => PersonAsync(host, userName);

    public async Task<ProcessSalesDb> DbAsync() => await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();

    public async Task<HttpClient> BrowserAsync(string userName) => browsers.TryGetValue(userName, out var known) ? known : browsers[userName] = await host.SignedInAsync(userName);

    public async Task<string> TaskAsync(string userName) =>
        await host.Services.GetRequiredService<Inbox>().TaskInCaseAsync(await IdAsync(userName), CaseId) is { } task ? $"/tasks/{task}" : throw new InvalidOperationException($"{userName} has no task; {await HoldersAsync()} have");

    public async Task<string> HoldersAsync()
    {
        await using var db = await DbAsync();
        return string.Join(",", await db.Tasks.Where(row => row.CaseId == CaseId && row.State == TaskState.Open).Join(db.Users, row => row.AssigneeId, row => row.Id, (_, row) => row.UserName!).OrderBy(name => name).ToListAsync());
    }

    public async Task<CaseState> StateAsync()
    {
        await using var db = await DbAsync();
        return await db.Cases.Where(row => row.Id == CaseId).Select(row => row.State).SingleAsync();
    }

    public async Task<ApprovalPath> PathAsync()
    {
        await using var db = await DbAsync();
        return ApprovalPath.Parse(await db.Cases.Where(row => row.Id == CaseId).Select(row => row.PathJson).SingleAsync())!;
    }

    public async Task<int> MessagesAsync(string userName, string template)
    {
        var person = await IdAsync(userName);
        await using var db = await DbAsync();
        return await db.Notifications.CountAsync(row => row.RecipientId == person && row.Template == template && row.CaseId == CaseId);
    }

    /// <summary>Clicks an answer on the task's page.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(string userName, string action, string comment = "", string returnTo = "") =>
        await (await BrowserAsync(userName)).PostFormAsync(await TaskAsync(userName), "#task", new() { ["do"] = $"action:{action}", ["Comment"] = comment, ["returnTo"] = returnTo });

    public async Task ApprovedByAsync(params string[] people)
    {
        foreach (var person in people) Assert.Equal(HttpStatusCode.Redirect, (await AnswerAsync(person, "Approve")).StatusCode);
    }

    /// <summary>Sends the page on which people are chosen.</summary>
    public async Task<HttpResponseMessage> MoveAsync(string userName, string way, string target, Dictionary<string, string>? more = null, string? task = null)
    {
        var fields = new Dictionary<string, string>(more ?? []) { ["do"] = "send", ["p"] = (await IdAsync(target)).ToString(), ["_handler"] = "move" };
        return await PostAsync(userName, $"{task ?? await TaskAsync(userName)}/{way}", fields);
    }

    /// <summary>A post as somebody would make it without the page.</summary>
    public async Task<HttpResponseMessage> PostAsync(string userName, string path, Dictionary<string, string>? fields = null)
    {
        var client = await BrowserAsync(userName);
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(fields ?? []) { ["__RequestVerificationToken"] = await client.TokenAsync() }),
        };
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }
}
