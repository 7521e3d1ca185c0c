using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Tasks;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Tasks;

/// <summary>What may not be approved among others (domain.md 4.2): a customer with an open severity A, and forms whose file says so.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task A_case_of_a_customer_with_an_open_severity_A_complaint_is_looked_at_by_itself()
    {
        await using var business = await Business.OpenAsync();
        var (review, person, task) = await WaitingAsync(business);
        await business.WriteAsync(db => db.Cases.Where(file => file.Id == review.CaseId).ExecuteUpdateAsync(set => set.SetProperty(file => file.CustomerCode, "C01")));
        var other = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        var complaint = await ComplainAsync(business, other.CaseId, Severity.B);
        Assert.Empty(await FlagsAsync(business, person, task));

        await business.WriteAsync(db => db.Complaints.Where(row => row.Id == complaint).ExecuteUpdateAsync(set => set.SetProperty(row => row.Severity, Severity.A)));
        Assert.Equal([RedFlag.SeverityA], await FlagsAsync(business, person, task));
        var result = Assert.Single(await business.Get<BatchApproval>().ApproveAsync(person, [task], null, Guid.NewGuid(), null));
        Assert.Equal("batch.redFlag", result.Refusal?.Key);
        Assert.Equal(TaskState.Open, (await review.TaskAsync("jiang.xubai")).State);

        await business.WriteAsync(db => db.Complaints.Where(row => row.Id == complaint).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, ComplaintState.Closed)));
        Assert.Empty(await FlagsAsync(business, person, task));
    }

    [Fact]
    public async Task A_form_whose_file_says_so_is_approved_one_by_one()
    {
        using var files = new WorkflowsCopy();
        var text = await File.ReadAllTextAsync(files.Form);
        await File.WriteAllTextAsync(files.Form, "{ \"batch\": false," + text[(text.IndexOf('{', StringComparison.Ordinal) + 1)..]);
        await using var business = await Business.OpenAsync(workflows: files.Folder);
        var (_, person, task) = await WaitingAsync(business);
        await business.WriteAsync(db => db.Tasks.Where(row => row.Id == task).ExecuteUpdateAsync(set => set.SetProperty(row => row.FormKey, Application.FormKey)));

        Assert.Equal([RedFlag.OneByOne], await FlagsAsync(business, person, task));
    }

    private static async Task<(Review Review, Guid Person, Guid Task)> WaitingAsync(Business business)
    {
        var review = await Review.OpenAsync(business, GroupRule.Single, "jiang.xubai");
        return (review, await business.PersonAsync("jiang.xubai"), (await review.TaskAsync("jiang.xubai")).Id);
    }

    private static async Task<IReadOnlyList<RedFlag>> FlagsAsync(Business business, Guid person, Guid task) =>
        Assert.Single(await business.Get<BatchApproval>().LookAsync(person, [task])).Flags;

    private static async Task<Guid> ComplainAsync(Business business, Guid caseId, Severity severity)
    {
        var (person, now) = (await business.PersonAsync("lin.zhiyuan"), business.Clock.GetUtcNow());
        var id = Guid.NewGuid();
        await business.WriteAsync(async db =>
        {
            var customer = await db.Customers.SingleAsync(row => row.Code == "C01");
            db.Add(new Complaint
            {
                Id = id, CaseId = caseId, State = ComplaintState.Registered, Severity = severity, RuledSeverity = severity, Type = ComplaintType.Quality, Source = ComplaintSource.OwnFinding, Description = "货架上的商品有异味,顾客要求处理",
                RegisteredById = person, HandlerId = person, CustomerId = customer.Id, AreaId = customer.AreaId, OccurredAt = now, ReceivedAt = now, RegisteredAt = now, ClockFrom = now, ReplyDueAt = now.AddHours(4), PlanDueAt = now.AddDays(1), CloseDueAt = now.AddDays(2),
            });
            await db.SaveChangesAsync();
        });
        return id;
    }
}
