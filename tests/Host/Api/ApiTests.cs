using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.ApiAccess;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Host.Tests.Api;

/// <summary>The JSON API for other systems, as they call it.</summary>
public sealed class ApiTests(TestHost host) : IClassFixture<TestHost>
{
    private readonly Dictionary<string, HttpClient> browsers = [];

    [Fact]
    public async Task An_administrator_makes_a_key_that_is_shown_once_and_takes_it_back()
    {
        var admin = await host.SignedInAsync("admin");
        var page = await (await admin.PostFormAsync("/settings/api-keys", "#api-key", new() { ["Name"] = "ERP", ["Person"] = "cheng.yinuo", ["Scopes"] = ApiScopes.ReadCustomers, ["Days"] = "30" })).DocumentAsync();
        var key = page.QuerySelector("#made-key")!.TextContent;
        Assert.StartsWith(ApiKeyDesk.Prefix, key);
        Assert.DoesNotContain(key, (await admin.PageAsync("/settings/api-keys")).Body!.TextContent);
        await using var db = await Db();
        var stored = await db.ApiKeys.SingleAsync(row => row.Name == "ERP");
        Assert.DoesNotContain(key[10..], stored.Hash + stored.Hint);
        using var system = Client(key);
        Assert.Equal(HttpStatusCode.OK, (await system.GetAsync("/api/customers")).StatusCode);
        await host.Services.GetRequiredService<ApiKeyDesk>().RevokeAsync(await Filed.PersonAsync(host, "admin"), stored.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, (await system.GetAsync("/api/customers")).StatusCode);
        Assert.Equal(["Add", "Revoke"], await db.Audit.Where(row => row.Subject == "api-key:ERP").OrderBy(row => row.At).Select(row => row.Action).ToListAsync());
    }

    [Fact]
    public async Task A_key_sees_what_its_person_sees_and_no_more_than_its_scopes_say()
    {
        using var regional = await KeyAsync("lu.tingchuan", ApiScopes.ReadCustomers);
        using var director = await KeyAsync("gu.xingzhou", ApiScopes.ReadCustomers);
        Assert.Equal(["C04", "C05"], Codes(await regional.GetFromJsonAsync<JsonObject>("/api/customers")));
        var all = await director.GetFromJsonAsync<JsonObject>("/api/customers?page=2&size=2");
        Assert.Equal(("C03,C04", 5, 2), (string.Join(',', Codes(all)), all!["total"]!.GetValue<int>(), all["page"]!.GetValue<int>()));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), ((await regional.GetAsync("/api/customers/C01")).StatusCode, (await director.GetAsync("/api/customers/C01")).StatusCode));
        Assert.Equal(4, (await director.GetFromJsonAsync<JsonObject>("/api/stores?customer=C01"))!["total"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Forbidden, (await director.GetAsync("/api/tasks")).StatusCode);
    }

    [Fact]
    public async Task A_task_is_read_and_answered_once_however_often_the_call_is_repeated()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        using var manager = await KeyAsync("jiang.xubai", ApiScopes.ReadTasks, ApiScopes.AnswerTasks);
        var task = (await manager.GetFromJsonAsync<JsonObject>("/api/tasks?size=200"))!["items"]!.AsArray().Single(row => row!["caseId"]!.ToString() == filed.CaseId.ToString())!;
        var detail = await manager.GetFromJsonAsync<JsonObject>($"/api/tasks/{task["id"]}");
        Assert.Equal(("Open", "C01"), (detail!["state"]!.ToString(), detail["data"]!["chain"]!["id"]!.ToString()));
        var answer = new { action = "Approve", operationId = Guid.NewGuid() };
        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.OK, (await manager.PostAsJsonAsync($"/api/tasks/{task["id"]}/answer", answer)).StatusCode);
        Assert.Equal("wen.shuyan", await filed.HoldersAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await manager.PostAsJsonAsync($"/api/tasks/{task["id"]}/answer", answer with { operationId = Guid.NewGuid() })).StatusCode);
        await using var db = await filed.DbAsync();
        Assert.Equal("API", (await db.Audit.SingleAsync(row => row.CaseId == filed.CaseId && row.Action == "Approve")).Client);
    }

    [Fact]
    public async Task S_13_a_key_decides_nothing_that_its_person_must_not_decide()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        var task = (await filed.TaskAsync("jiang.xubai"))[7..];
        await using (var db = await filed.DbAsync())
            await db.Tasks.Where(row => row.CaseId == filed.CaseId && row.AssigneeId != null).ExecuteUpdateAsync(set => set.SetProperty(row => row.AssigneeId, Filed.PersonAsync(host, "lin.zhiyuan").Result));
        foreach (var (person, expected) in new[] { ("lin.zhiyuan", HttpStatusCode.Forbidden), ("shen.yanqiu", HttpStatusCode.NotFound), ("xu.muyun", HttpStatusCode.NotFound), ("admin", HttpStatusCode.NotFound) })
        {
            using var client = await KeyAsync(person, ApiScopes.AnswerTasks);
            Assert.Equal((person, expected), (person, (await client.PostAsJsonAsync($"/api/tasks/{task}/answer", new { action = "Approve", operationId = Guid.NewGuid() })).StatusCode));
        }

        Assert.Equal(CaseState.InReview, await filed.StateAsync());
    }

    [Fact]
    public async Task A_refusal_names_field_and_rule_as_problem_details()
    {
        var filed = await Filed.OpenAsync(host, browsers);
        using var manager = await KeyAsync("jiang.xubai", ApiScopes.AnswerTasks);
        var answer = await manager.PostAsJsonAsync($"/api{await filed.TaskAsync("jiang.xubai")}/answer", new { action = "Reject", operationId = Guid.NewGuid() });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var error = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]![0]!;
        Assert.Equal(("Comment", "comment.required"), (error["field"]!.ToString(), error["rule"]!.ToString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await manager.PostAsync($"/api{await filed.TaskAsync("jiang.xubai")}/answer", new StringContent("{", null, "application/json"))).StatusCode);
    }

    [Fact]
    public async Task Invoices_and_receipts_are_read_within_the_persons_scope_and_a_bank_entry_is_entered_once()
    {
        Guid invoice;
        await using (var db = await Db())
        {
            var payer = await db.Customers.SingleAsync(row => row.Code == "C01");
            var item = new Workflows.Receivables.Receivable { Id = invoice = Guid.NewGuid(), CustomerId = payer.Id, Number = "FP-API", Amount = 500m, Open = 500m, Disputed = 20m, IssuedOn = new(2026, 1, 5), DueOn = new(2026, 2, 1), ExpectedOn = new(2026, 2, 10), BaseOn = new(2026, 2, 1) };
            db.Receivables.Add(item);
            await db.SaveChangesAsync();
        }

        using var accountant = await KeyAsync("cheng.yinuo", ApiScopes.ReadInvoices, ApiScopes.ReadReceipts, ApiScopes.WriteReceipts);
        var found = (await accountant.GetFromJsonAsync<JsonObject>("/api/invoices?q=FP-API&state=overdue&disputed=true"))!["items"]!.AsArray().Single()!;
        Assert.Equal(("C01", 500m, 20m, "2026-02-01", "Overdue"), (found["customerCode"]!.ToString(), found["open"]!.GetValue<decimal>(), found["disputed"]!.GetValue<decimal>(), found["dueOn"]!.ToString(), found["state"]!.ToString()));
        var entry = new { bankReference = "BANK-API-1", bankDate = "2026-11-20", payerName = "岚桥大卖场有限公司", amount = 480m };
        var made = await accountant.PostAsJsonAsync("/api/receipts", entry);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (made.StatusCode, (await accountant.PostAsJsonAsync("/api/receipts", entry)).StatusCode));
        Assert.Equal(HttpStatusCode.Conflict, (await accountant.PostAsJsonAsync("/api/receipts", entry with { amount = 481m })).StatusCode);
        var faults = await accountant.PostAsJsonAsync("/api/receipts", new { bankReference = " ", amount = -1m, method = "Gold" });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "Method"), (faults.StatusCode, (await faults.Content.ReadFromJsonAsync<JsonObject>())!["errors"]![0]!["field"]!.ToString()));
        var receipt = await accountant.GetFromJsonAsync<JsonObject>(made.Headers.Location!.ToString());
        Assert.Equal(("Unclaimed", 480m, 0), (receipt!["receipt"]!["state"]!.ToString(), receipt["receipt"]!["unallocated"]!.GetValue<decimal>(), receipt["entries"]!.AsArray().Count));
        var id = Guid.Parse(receipt["receipt"]!["id"]!.ToString());
        var person = await Filed.PersonAsync(host, "cheng.yinuo");
        await host.Services.GetRequiredService<Workflows.Receivables.ReceiptDesk>().ClaimAsync(person, id, "C01");
        await host.Services.GetRequiredService<Workflows.Receivables.AllocationLedger>().AllocateAsync(person, id, [new(invoice, 480m)], "api");
        var detail = await accountant.GetFromJsonAsync<JsonObject>($"/api/invoices/{invoice}");
        Assert.Equal((20m, "BANK-API-1"), (detail!["invoice"]!["open"]!.GetValue<decimal>(), detail["entries"]![0]!["bankReference"]!.ToString()));

        using var stranger = await KeyAsync("luo.shuyao", ApiScopes.ReadInvoices, ApiScopes.ReadReceipts, ApiScopes.WriteReceipts);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), ((await stranger.GetAsync($"/api/invoices/{invoice}")).StatusCode, (await stranger.GetAsync($"/api/receipts/{id}")).StatusCode));
        Assert.Equal(0, (await stranger.GetFromJsonAsync<JsonObject>("/api/invoices?q=FP-API"))!["total"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Forbidden, (await stranger.PostAsJsonAsync("/api/receipts", entry with { bankReference = "BANK-API-2" })).StatusCode);
        using var narrow = await KeyAsync("cheng.yinuo", ApiScopes.ReadInvoices);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.UnprocessableEntity), ((await narrow.GetAsync("/api/receipts")).StatusCode, (await narrow.PostAsJsonAsync("/api/receipts", entry)).StatusCode, (await narrow.GetAsync("/api/invoices?state=lost")).StatusCode));
    }

    [Fact]
    public async Task S_15_a_browsers_session_opens_nothing_and_simple_content_types_are_refused()
    {
        var browser = await host.SignedInAsync("gu.xingzhou");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/customers")).StatusCode);
        using var key = await KeyAsync("gu.xingzhou", ApiScopes.AnswerTasks);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await key.PostAsync($"/api/tasks/{Guid.NewGuid()}/answer", new StringContent("{\"action\":\"Approve\"}", null, "text/plain"))).StatusCode);
        foreach (var wrong in new[] { "psk_", "psk_" + new string('A', 43), "Demo-2026!" })
        {
            using var client = Client(wrong);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/customers")).StatusCode);
        }
    }

    [Fact]
    public async Task S_21_the_key_of_somebody_who_has_left_and_one_that_is_over_are_refused_at_once()
    {
        using var key = await KeyAsync("ding.yihe", ApiScopes.ReadCustomers);
        Assert.Equal(HttpStatusCode.OK, (await key.GetAsync("/api/customers")).StatusCode);
        var id = await Filed.PersonAsync(host, "ding.yihe");
        await using var db = await Db();
        await db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, false));
        Assert.Equal(HttpStatusCode.Unauthorized, (await key.GetAsync("/api/customers")).StatusCode);
        await db.Users.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Active, true));
        await db.ApiKeys.Where(row => row.PersonId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpiresAt, DateTimeOffset.UtcNow.AddSeconds(-1)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await key.GetAsync("/api/customers")).StatusCode);
    }

    [Fact]
    public async Task The_api_describes_itself_with_its_key_and_every_resource()
    {
        var document = await host.Visitor().GetFromJsonAsync<JsonObject>("/api/openapi.json");
        var paths = document!["paths"]!.AsObject();
        foreach (var path in new[] { "/api/customers", "/api/customers/{code}", "/api/stores", "/api/tasks", "/api/tasks/{id}", "/api/tasks/{id}/answer", "/api/invoices", "/api/invoices/{id}", "/api/receipts", "/api/receipts/{id}" }) Assert.True(paths.ContainsKey(path), path);
        Assert.All(paths, path => Assert.StartsWith("/api/", path.Key));
        Assert.Equal("bearer", document["components"]!["securitySchemes"]!["ApiKey"]!["scheme"]!.ToString());
        using var key = await KeyAsync("gu.xingzhou", ApiScopes.ReadCustomers);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.NotFound), ((await host.Visitor().GetAsync("/api/nothing")).StatusCode, (await key.GetAsync("/api/nothing")).StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, (await key.GetAsync("/api/visits/me")).StatusCode);
    }

    private async Task<HttpClient> KeyAsync(string userName, params string[] scopes) =>
        Client(await host.Services.GetRequiredService<ApiKeyDesk>().CreateAsync(await Filed.PersonAsync(host, "admin"), new(userName, userName, scopes, 1)));

    private HttpClient Client(string key)
    {
        var client = host.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static IEnumerable<string> Codes(JsonObject? page) => page!["items"]!.AsArray().Select(row => row!["code"]!.ToString());

    private async Task<Workflows.Storage.ProcessSalesDb> Db() => await host.Services.GetRequiredService<IDbContextFactory<Workflows.Storage.ProcessSalesDb>>().CreateDbContextAsync();
}

/// <summary>A key has so many calls a minute.</summary>
public sealed class ApiPaceTests
{
    private sealed class SlowHost : TestHost
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings) { ["Api:CallsPerMinute"] = "3" };
    }

    [Fact]
    public async Task A_key_that_calls_too_often_is_told_to_wait_and_others_are_not()
    {
        await using var host = new SlowHost();
        var desk = host.Services.GetRequiredService<ApiKeyDesk>();
        var admin = await Filed.PersonAsync(host, "admin");
        var statuses = new List<HttpStatusCode>();
        foreach (var calls in new[] { 4, 1 })
        {
            var client = host.Visitor();
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await desk.CreateAsync(admin, new("x", "gu.xingzhou", [ApiScopes.ReadCustomers], 1)));
            for (var i = 0; i < calls; i++) statuses.Add((await client.GetAsync("/api/customers")).StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK], statuses);
    }
}
