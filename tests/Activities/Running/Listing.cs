using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Products;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests.Running;

/// <summary>A listing of the company: two articles in four stores unless said otherwise.</summary>
public sealed class Listing(Company company, Guid id)
{
    public const string Oats = "2000000000121", Water = "2000000000138";

    public Guid Id => id;

    /// <summary>Adds articles, stores and the rules of listings to the company.</summary>
    public static async Task PrepareAsync(Company company, int stores = 4)
    {
        await using var db = await company.OpenDbAsync();
        foreach (var customer in db.Customers) customer.Status = CustomerStatus.Active;
        var chain = await db.Customers.SingleAsync(row => row.Code == "C01");
        for (var i = 1; i <= stores; i++) db.Stores.Add(new Store { Id = Guid.NewGuid(), Code = $"C01-0{i}", Name = $"岚桥{i}店", CustomerId = chain.Id, OwnerId = Kam, Class = "A", LeadTimeDays = 2 });
        db.Products.Add(new Product { Id = Guid.NewGuid(), Code = Oats, Name = "黑芝麻燕麦脆", CasePack = 12, ShelfLife = 270, SupplyPrice = 16.8m, RetailPrice = 25.9m, FloorPrice = 14m });
        db.Products.Add(new Product { Id = Guid.NewGuid(), Code = Water, Name = "零糖白桃气泡水", CasePack = 15, ShelfLife = 270, SupplyPrice = 3m, RetailPrice = 5m, FloorPrice = 2.5m });
        const string process = "product-listing";
        db.ApprovalRules.AddRange(
            new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = 1, MaxAmount = 3000, MaxStores = 5, MaxPayback = 6, Chain = "ARM > FIN-EX" },
            new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = 2, MaxAmount = 20000, MaxPayback = 6, Chain = "ARM > RGM > FIN-EX" },
            new ApprovalRule { Id = Guid.NewGuid(), Process = process, EffectiveFrom = new(2026, 1, 1), Order = 3, AllowOverBudget = true, AllowBelowFloor = true, Chain = "ARM > RGM > FIN-EX > DIR" });
        db.Contracts.Add(new() { Id = Guid.NewGuid(), Number = "HT-2026-01", CustomerId = chain.Id, From = new(2026, 1, 1), Until = new(2026, 12, 31) });
        await db.SaveChangesAsync();
    }

    /// <summary>Opens a listing and brings it to the applicant's form.</summary>
    public static async Task<Listing> StartAsync(Company company)
    {
        var id = await company.Get<CaseRegister>().StartAsync(Kam, "product-listing");
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
        await company.Get<AttachmentStore>().SaveAsync(Kam, id, "files", "papers.pdf", new MemoryStream("%PDF-1.4\n%%EOF\n"u8.ToArray()));
        return new(company, id);
    }

    /// <summary>The form as it is handed in: 50 pieces a store and month of each article, which contribute 3.20.</summary>
    public static JsonObject Form(decimal fee, string basis = "line", string type = "service", int stores = 4, string? target = "2026-10-10", params string[] products) => new()
    {
        ["chain"] = "C01", ["contract"] = "HT-2026-01", ["kind"] = "launch", ["role"] = "profit", ["reason"] = "补齐健康零食", ["targetShelf"] = target,
        ["skus"] = new JsonArray([.. (products.Length == 0 ? [Oats, Water] : products).Select(product => (JsonNode)new JsonObject
        {
            ["product"] = product, ["supplyPrice"] = product == Oats ? 16.8m : 3m, ["retailPrice"] = product == Oats ? 25.9m : 5m, ["monthlyVolume"] = 50, ["unitContribution"] = 3.2m, ["firstOrder"] = 60,
        })]),
        ["stores"] = new JsonArray([.. Enumerable.Range(1, stores).Select(i => (JsonNode)new JsonObject { ["store"] = $"C01-0{i}" })]),
        ["fees"] = fee == 0m ? [] : new JsonArray(new JsonObject
        {
            ["type"] = type, ["basis"] = basis, ["amount"] = fee, ["payMode"] = "deduct", ["invoice"] = "service", ["basisText"] = "附件二 3.1", ["reason"] = type == "service" ? "" : "合同约定",
        }),
        ["budgetLine"] = fee == 0m ? "" : Line.ToString(),
        ["papers"] = new JsonArray(new JsonObject { ["kind"] = "inspection", ["number"] = "JC-1", ["expiresOn"] = "2027-06-30" }),
    };

    public Task SubmitAsync(JsonObject form) => company.ActAsync(id, Kam, "Submit", null, form);

    public async Task ApproveAsync(params Guid[] people)
    {
        foreach (var person in people) await company.ActAsync(id, person, "Approve");
    }

    public async Task<ListingView> ViewAsync() => (await company.Get<ListingBook>().ReadAsync(Dir, id))!;

    public async Task<Guid[]> LinesAsync(Func<ListingLine, bool> which) => [.. (await ViewAsync()).Lines.Where(which).Select(line => line.Id)];

    /// <summary>Brings all lines for which this holds into a state, as the one who does that.</summary>
    public async Task MoveAsync(Guid person, LineState to, LineFacts facts, Func<ListingLine, bool>? which = null, DateOnly? on = null)
    {
        await company.Get<ListingGrid>().MoveAsync(new(person, id, await LinesAsync(which ?? (line => line.State.Allows(to))), to, on, facts));
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
    }

    public async Task SignAsync()
    {
        await company.Get<ListingGrid>().SignAsync(Kam, id, null, "附件二 3.1", ListingInvoice.Service, "deduct");
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
    }

    public async Task SettleAsync(decimal amount)
    {
        await company.Get<ListingGrid>().SettleAsync(FinEx, id, amount, "FP-001");
        Assert.True(await company.Get<ContinuationPump>().RunAsync(id));
    }

    /// <summary>What the person's open task is called.</summary>
    public async Task<string> StepAsync(Guid person)
    {
        await using var db = await company.OpenDbAsync();
        var task = await company.TaskOfAsync(id, person);
        return await db.Tasks.Where(row => row.Id == task).Select(row => row.StepName).SingleAsync();
    }

    /// <summary>Offered, accepted, signed, created, ordered and delivered on one day.</summary>
    public async Task DeliverAsync()
    {
        await MoveAsync(Kam, LineState.Submitted, new() { Buyer = "李采购" });
        await MoveAsync(Kam, LineState.Accepted, new() { Promise = "李采购 / 林知远" });
        await SignAsync();
        await MoveAsync(Ast, LineState.ItemCreated, new() { ItemCode = "88001" });
        await MoveAsync(Kam, LineState.Ordered, new() { OrderNumber = "PO-1", Quantity = 60 });
        await MoveAsync(Log, LineState.Delivered, new() { Quantity = 60, ProducedOn = DateOnly.FromDateTime(company.Clock.GetUtcNow().UtcDateTime).AddDays(-30) });
    }
}
