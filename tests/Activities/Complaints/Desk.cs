using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Products;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Visits;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests.Complaints;

/// <summary>The company with a complaint desk: quality, a promoter, five stores and an article.</summary>
public sealed class Desk : IAsyncDisposable
{
    public const string Yoghurt = "2000000000107";

    private Desk(Running.Company company) => Company = company;

    public Running.Company Company { get; }

    public Guid Qa { get; } = Guid.NewGuid();

    public Guid Pcc { get; } = Guid.NewGuid();

    public IReadOnlyList<Guid> Stores { get; } = [.. Enumerable.Range(0, 6).Select(_ => Guid.NewGuid())];

    public DateOnly Batch { get; } = new(2026, 9, 1);

    public static async Task<Desk> OpenAsync(string provider = TestDatabase.Sqlite)
    {
        var desk = new Desk(await Running.Company.OpenAsync(provider));
        await using var db = await desk.Company.OpenDbAsync();
        foreach (var (id, name, role, unit) in new[] { (desk.Qa, "qa", Role.Qa, Running.Settlers.Company), (desk.Pcc, "pcc", Role.Pcc, Lake) })
            db.Users.Add(new Person { Id = id, UserName = name, NormalizedUserName = name.ToUpperInvariant(), Name = name, NameEn = name, Role = role, OrgUnitId = unit, SuperiorId = Dir, Email = $"{name}@example.test", SecurityStamp = "x" });
        var chain = await db.Customers.SingleAsync(x => x.Code == "C01");
        for (var i = 0; i < desk.Stores.Count; i++)
            db.Stores.Add(new Store { Id = desk.Stores[i], Code = $"C01-0{i + 1}", Name = $"岚桥{i + 1}店", CustomerId = chain.Id, OwnerId = Kam, Class = "A" });
        db.Products.Add(new Product { Id = Guid.NewGuid(), Code = Yoghurt, Name = "鲜酸奶杯", NameEn = "Yoghurt", CasePack = 8, ShelfLife = 21, ShelfLifeUnit = ShelfLifeUnit.Days, SupplyPrice = 3.6m, RetailPrice = 5.9m, FloorPrice = 3m });
        foreach (var (word, severity) in new[] { ("过期", Severity.A), ("就医", Severity.A), ("异物", Severity.A), ("发霉", Severity.B) })
            db.SeverityKeywords.Add(new() { Word = word, Severity = severity });
        foreach (var (order, most, over, chainOf) in new[] { (1, (decimal?)200m, false, "KAM"), (2, 2000m, false, "ARM"), (3, 10000m, false, "RGM & QA"), (4, null, true, "DIR & FIN-M & QA") })
            db.ApprovalRules.Add(new ApprovalRule { Id = Guid.NewGuid(), Process = "complaint-handling", EffectiveFrom = new(2026, 1, 1), Order = order, MaxAmount = most, AllowOverBudget = over, AllowBelowFloor = over, Chain = chainOf });
        await db.SaveChangesAsync();
        return desk;
    }

    public async Task<Complaint> RegisterAsync(string description, ComplaintType type = ComplaintType.Quality, Func<ComplaintRegistration, ComplaintRegistration>? more = null, Guid? by = null)
    {
        var entered = new ComplaintRegistration(Guid.NewGuid(), type, ComplaintSource.Consumer, description) { StoreId = Stores[0], ReporterName = "王女士", ReporterPhone = "13800001234", NoEvidenceReason = "顾客未拍照" };
        if (type.IsQuality()) entered = entered with { ProductCode = Yoghurt, ProducedOn = Batch, Quantity = 1 };
        var id = await Company.Get<ComplaintDesk>().RegisterAsync(by ?? Pcc, more?.Invoke(entered) ?? entered);
        Assert.True(await Company.Get<ContinuationPump>().RunAsync(id));
        return await OfCaseAsync(id);
    }

    public async Task<Complaint> OfCaseAsync(Guid caseId)
    {
        await using var db = await Company.OpenDbAsync();
        return await db.Complaints.AsNoTracking().SingleAsync(x => x.CaseId == caseId);
    }

    public async Task<Complaint> ReadAsync(Complaint complaint) => await OfCaseAsync(complaint.CaseId);

    /// <summary>Answers the open task of a step, whoever of its holders does it.</summary>
    public async Task<Complaint> ActAsync(Complaint complaint, Guid person, string step, string action, JsonObject? data = null, string? comment = null)
    {
        await using var db = await Company.OpenDbAsync();
        var task = await db.Tasks.SingleAsync(x => x.CaseId == complaint.CaseId && x.State == TaskState.Open && x.ActivityId == step && (x.AssigneeId == null || x.AssigneeId == person));
        await Company.Get<TaskDecisions>().CompleteAsync(new CompleteTask(task.Id, person, action, comment, data, Guid.NewGuid(), null));
        Assert.True(await Company.Get<ContinuationPump>().RunAsync(complaint.CaseId));
        return await ReadAsync(complaint);
    }

    public async Task<string> StepsAsync(Complaint complaint)
    {
        await using var db = await Company.OpenDbAsync();
        return string.Join(",", await db.Tasks.Where(x => x.CaseId == complaint.CaseId && x.State == TaskState.Open).Select(x => x.ActivityId).OrderBy(x => x).ToListAsync());
    }

    public Task<Complaint> AcceptAsync(Complaint complaint, Severity severity, string type = "Quality", bool professional = false) => ActAsync(complaint, Qa, "triage", "Accept", new JsonObject
    {
        ["source"] = "Consumer", ["anonymous"] = false, ["reporterName"] = "王女士", ["type"] = type, ["product"] = Yoghurt, ["producedOn"] = "2026-09-01", ["quantity"] = 1, ["occurredOn"] = "2026-09-14",
        ["healthEffect"] = false, ["noEvidenceReason"] = "顾客未拍照", ["sampleKept"] = false, ["demand"] = "Refund", ["severity"] = severity.ToString(), ["professional"] = professional,
    });

    public Task<Complaint> ReplyAsync(Complaint complaint) => ActAsync(complaint, Kam, "reply", "Replied", new JsonObject { ["how"] = "电话", ["said"] = "已致电顾客道歉并说明调查安排" });

    public Task<Complaint> ContainAsync(Complaint complaint) => ActAsync(complaint, Kam, "contain", "Contained", new JsonObject { ["pulled"] = 6, ["sealedAt"] = "后仓", ["stores"] = "岚桥 5 店" });

    public Task<Complaint> InvestigateAsync(Complaint complaint, string cause = "Production") => ActAsync(complaint, Qa, "investigate", "Investigated", new JsonObject { ["findings"] = "封口不良", ["cause"] = cause, ["responsible"] = "工厂", ["recall"] = "None" });

    public Task<Complaint> SolveAsync(Complaint complaint, decimal amount, string payment = "Deduction") => ActAsync(complaint, Kam, "solve", "Planned", new JsonObject
    {
        ["solution"] = "Compensation", ["plan"] = "退款并赔偿", ["amount"] = amount, ["payment"] = amount == 0 ? "None" : payment, ["decision"] = "同意赔偿,同批下架",
    });

    public Task<Complaint> NegotiateAsync(Complaint complaint) => ActAsync(complaint, Kam, "negotiate", "Agreed", new JsonObject { ["agreement"] = "顾客接受" });

    public Task<Complaint> ExecuteAsync(Complaint complaint, Guid? by = null) => ActAsync(complaint, by ?? Kam, "execute", "Executed", new JsonObject { ["proof"] = "已退款", ["doneOn"] = "2026-09-14" });

    public Task<Complaint> ConfirmAsync(Complaint complaint, string result = "satisfied", Guid? by = null)
    {
        var data = new JsonObject { ["result"] = result, ["answer"] = "可以接受" };
        if (result == "satisfied") data["score"] = 4;
        return ActAsync(complaint, by ?? Qa, "confirm", "Confirmed", data);
    }

    /// <summary>A severity B from the registration to the call back.</summary>
    public async Task<Complaint> BringToConfirmationAsync(Complaint complaint, decimal amount = 100)
    {
        complaint = await AcceptAsync(complaint, Severity.B);
        await ReplyAsync(complaint);
        await ContainAsync(complaint);
        await InvestigateAsync(complaint);
        await SolveAsync(complaint, amount);
        await NegotiateAsync(complaint);
        return await ExecuteAsync(complaint);
    }

    /// <summary>Visits of these stores saw the batch.</summary>
    public async Task SeeBatchAsync(params int[] stores)
    {
        await using var db = await Company.OpenDbAsync();
        foreach (var store in stores)
        {
            var visit = new Visit { Id = Guid.NewGuid(), ClientId = Guid.NewGuid(), StoreId = Stores[store], PersonId = Kam, Day = new(2026, 9, 10), State = VisitState.Reviewed };
            db.Visits.Add(visit);
            db.VisitBatches.Add(new() { VisitId = visit.Id, Number = 1, ProductCode = Yoghurt, ProducedOn = Batch, Quantity = 10 + store, Pulled = store });
        }

        await db.SaveChangesAsync();
    }

    public async Task PassAsync(TimeSpan time)
    {
        Company.Clock.Advance(time);
        await Company.Get<ComplaintClock>().SweepAsync();
    }

    public async ValueTask DisposeAsync() => await Company.DisposeAsync();
}
