using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>A visit on 林知远's phone at 岚桥一店, all in order unless a test changes something.</summary>
internal sealed class PhoneVisit
{
    private readonly Business business;
    private readonly List<VisitStep> steps = [];

    private PhoneVisit(Business business, Guid person, Guid store) => (this.business, Person, Store) = (business, person, store);

    public Guid Person { get; }

    public Guid Store { get; }

    public Guid ClientId { get; private set; } = Guid.NewGuid();

    public int BasedOn { get; set; }

    public string? AdHocReason { get; set; } = "客户来电";

    public VisitContent Content { get; set; } = new();

    public static async Task<PhoneVisit> OpenAsync(Business business, string store = "C01-01", string person = "lin.zhiyuan")
    {
        var storeId = await business.ReadAsync(db => db.Stores.Where(row => row.Code == store).Select(row => row.Id).SingleAsync());
        return new(business, await business.PersonAsync(person), storeId) { Content = Full(business.Clock.GetUtcNow()) };
    }

    /// <summary>One that the plan knows, for the day that the clock shows.</summary>
    public static async Task<PhoneVisit> PlannedAsync(Business business, DateOnly? day = null, string store = "C01-01", string person = "lin.zhiyuan")
    {
        var visit = await OpenAsync(business, store, person);
        var id = await business.Get<VisitRegister>().PlanAsync(visit.Store, visit.Person, day ?? new(2026, 11, 23), 1, Guid.NewGuid());
        visit.ClientId = await business.ReadAsync(db => db.Visits.Where(row => row.Id == id).Select(row => row.ClientId).SingleAsync());
        visit.BasedOn = 1;
        visit.AdHocReason = null;
        return visit;
    }

    public static VisitContent Full(DateTimeOffset now) => new()
    {
        Goals = ["补货"], Tools = ["价签"], Persons = ["课长 王"], CheckIn = new(now, 30.21, 120.11, 12, false, null), CheckOut = new(now.AddMinutes(25)),
        CheckCount = 1, Checks = [new("price.tag", CheckResult.Yes, null, null, null, null, null, null)],
        Lines = [new("2000000000015", ShelfStatus.OnShelf, 4, 13.90m, null, 20, 12, 24, 30, 24)],
        Batches = [new("2000000000015", new(2026, 9, 1), 20, false, 0, 0, 0, 0, 0, 0, null)],
        Materials = [new("海报A1", "placed", 1)], Topics = ["订单"], Done = ["V-05", "V-08", "V-10", "V-14", "V-16"],
        Photos = [new(Guid.NewGuid(), "shopfront"), new(Guid.NewGuid(), "shelfBefore"), new(Guid.NewGuid(), "shelfAfter")], Summary = "正常",
    };

    /// <summary>Goes through the store and hands in.</summary>
    public PhoneVisit Go(params VisitState[] states)
    {
        foreach (var state in states)
            steps.Add(new(Guid.NewGuid(), state, state == VisitState.InStore ? Content.CheckIn!.At : state == VisitState.LeftStore ? Content.CheckOut!.At : business.Clock.GetUtcNow()));
        return this;
    }

    public PhoneVisit GoWith(VisitState state, string reason, Abandonment? kind = null)
    {
        steps.Add(new(Guid.NewGuid(), state, business.Clock.GetUtcNow(), reason, kind));
        return this;
    }

    public PhoneVisit HandIn() => Go(VisitState.InStore, VisitState.LeftStore, VisitState.Submitted);

    public VisitMessage Message(Guid? operation = null) =>
        new(operation ?? Guid.NewGuid(), BasedOn, Store, AdHocReason, business.Clock.GetUtcNow(), 1, [.. steps], Content.ToJson());

    public async Task<VisitReceipt> SendAsync(VisitMessage? message = null)
    {
        var receipt = await business.Get<VisitRegister>().PutAsync(Person, ClientId, message ?? Message(), "phone");
        if (!receipt.Conflict) BasedOn = receipt.Version;
        return receipt;
    }

    public Task<Visit> StoredAsync() => business.ReadAsync(db => db.Visits.SingleAsync(row => row.ClientId == ClientId));
}
