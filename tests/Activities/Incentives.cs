using System.Text.Json.Nodes;
using ProcessSales.Activities.Tests.Running;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using static ProcessSales.Activities.Tests.Running.Settlers;

namespace ProcessSales.Activities.Tests;

/// <summary>An incentive for a period is proposed and approved by its amount through the real definition (domain.md W1).</summary>
public sealed class Incentives
{
    private const string Process = "incentive-proposal";

    [Theory]
    [InlineData(5_000, "arm,rgm")]
    [InlineData(5_001, "arm,rgm,dir")]
    public async Task A_proposal_is_approved_by_its_amount_and_told_to_those_who_carry_it_out(int amount, string path)
    {
        await using var company = await OpenAsync();
        var file = await ProposeAsync(company, amount);
        foreach (var level in path.Split(','))
        {
            Assert.Equal(level, await company.HoldersAsync(file));
            await company.ActAsync(file, level switch { "arm" => Arm, "rgm" => Rgm, _ => Dir }, "Approve");
        }

        var closed = await company.CaseAsync(file);
        Assert.Equal((CaseState.Approved, (decimal?)amount, "激励方案 国庆冲量"), (closed.State, closed.Amount, closed.Title));
        Assert.StartsWith("IP-", closed.Number, StringComparison.Ordinal);
        foreach (var person in new[] { Kam, Ast, FinEx }) Assert.Contains(await company.MessagesAsync(person, "ended"), message => message.Fault is null && message.Subject.EndsWith("已批准", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proposal_that_ends_before_it_begins_is_refused_and_one_that_came_back_is_handed_in_again()
    {
        await using var company = await OpenAsync();
        var file = await company.Get<CaseRegister>().StartAsync(Kam, Process);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(file));
        Assert.Equal("until", Assert.Single((await Assert.ThrowsAsync<RefusedException>(() => company.ActAsync(file, Kam, "Submit", null, Form(100, until: "2026-09-30")))).Refusals).Field);
        await company.ActAsync(file, Kam, "Submit", null, Form(100));
        await company.ActAsync(file, Arm, "Return", "写明考核口径");
        Assert.Equal((CaseState.Returned, "kam"), ((await company.CaseAsync(file)).State, await company.HoldersAsync(file)));
        await company.ActAsync(file, Kam, "Submit", null, Form(100));
        Assert.Equal("arm", await company.HoldersAsync(file));
    }

    private static async Task<Guid> ProposeAsync(Running.Company company, int amount)
    {
        var file = await company.Get<CaseRegister>().StartAsync(Kam, Process);
        Assert.True(await company.Get<ContinuationPump>().RunAsync(file));
        await company.ActAsync(file, Kam, "Submit", null, Form(amount));
        return file;
    }

    private static JsonObject Form(int amount, string until = "2026-10-07") => new()
    {
        ["name"] = "国庆冲量", ["from"] = "2026-10-01", ["until"] = until, ["people"] = "岚桥系统促销员", ["goal"] = "销售额 20 万", ["rule"] = "超额部分提 1 %", ["amount"] = amount,
    };

    private static async Task<Running.Company> OpenAsync()
    {
        var company = await Running.Company.OpenAsync(TestDatabase.Sqlite);
        var source = Path.Combine(Repository.Root, "workflows", Process);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(company.WorkflowsFolder, Process, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        await company.RestartAsync(TimeSpan.Zero);
        await using var db = await company.OpenDbAsync();
        foreach (var (order, most, chain) in new (int, decimal?, string)[] { (1, 5_000m, "ARM > RGM"), (2, null, "ARM > RGM > DIR") })
            db.ApprovalRules.Add(new ApprovalRule { Id = Guid.NewGuid(), Process = Process, EffectiveFrom = new(2026, 1, 1), Order = order, MaxAmount = most, AllowBelowFloor = true, AllowOverBudget = true, Chain = chain });
        await db.SaveChangesAsync();
        return company;
    }
}
