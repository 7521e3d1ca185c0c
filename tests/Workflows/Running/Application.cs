using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Tests.Running;

/// <summary>A promotion application in the hands of its applicant.</summary>
internal sealed record Application(Guid Person, Guid CaseId, Guid TaskId)
{
    public const string Process = "promotion-approval";
    public const string FormKey = "promotion-application";

    public static async Task<Application> StartAsync(Business business, string userName = "lin.zhiyuan")
    {
        var person = await business.PersonAsync(userName);
        var caseId = await business.Get<CaseRegister>().StartAsync(person, Process);
        var instance = await business.ReadAsync(db => db.Cases.Where(file => file.Id == caseId).Select(file => file.InstanceId).SingleAsync());
        await business.Get<TaskProjection>().ApplyAsync(instance, _ => Task.FromResult<IReadOnlyList<TaskRequest>>(
        [
            new()
            {
                BookmarkId = instance + "/draft", ActivityId = "apply", StepName = "申请", AssigneeId = person, FormKey = FormKey, FormMode = "edit",
                Actions = [TaskActions.Submit], CreatedAt = business.Clock.GetUtcNow(),
            },
        ]));
        return new(person, caseId, await business.ReadAsync(db => db.Tasks.Where(task => task.CaseId == caseId).Select(task => task.Id).SingleAsync()));
    }

    public static async Task<FormDefinition> FormAsync(Business business) => (await business.Get<FormCatalog>().LatestAsync(Process, FormKey))!;

    public static async Task<FormOutcome> CheckAsync(Business business, JsonObject data, string userName = "lin.zhiyuan") =>
        await business.Get<FormRules>().CheckAsync(await FormAsync(business), data, new(await business.PersonAsync(userName), Guid.NewGuid()));

    /// <summary>An application by 林知远 that breaks no rule: 10,000 for a pile, starting in more than seven working days but still this month's budget.</summary>
    public static async Task<JsonObject> FilledInAsync(Business business) => new()
    {
        ["name"] = "年末堆头",
        ["type"] = "display",
        ["chain"] = "C01",
        ["start"] = "2026-11-30",
        ["end"] = "2026-12-13",
        ["emergencyReason"] = "竞品突然降价",
        ["stores"] = new JsonArray(new JsonObject { ["store"] = "C01-01" }, new JsonObject { ["store"] = "C01-02" }),
        ["skus"] = new JsonArray(new JsonObject { ["product"] = "2000000000015", ["promoSupply"] = "9.00", ["promoRetail"] = "12.90" }),
        ["budgetLine"] = (await business.LineAsync("A-LINHU", "display")).ToString(),
        ["costs"] = new JsonArray(
            new JsonObject { ["feeType"] = "display", ["quantity"] = "2", ["unitPrice"] = "3,000.00", ["payMode"] = "deduct", ["payee"] = "岚桥" },
            new JsonObject { ["feeType"] = "dm", ["quantity"] = "2", ["unitPrice"] = "2000", ["payMode"] = "transfer", ["store"] = "C01-01" }),
        ["baselineSales"] = "40000",
        ["targetSales"] = "66000",
        ["contribution"] = "0.35",
        ["goal"] = "提升销量",
        ["mechanism"] = "两店各一堆头",
    };
}
