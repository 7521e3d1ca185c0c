using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Tests.Running;

/// <summary>A case of 林知远 in review, with tasks as the approval step would ask them.</summary>
internal sealed class Review
{
    private readonly Business business;

    private Review(Business business, Guid caseId, string instance) => (this.business, CaseId, Instance) = (business, caseId, instance);

    public Guid CaseId { get; }

    public string Instance { get; }

    public static async Task<Review> OpenAsync(Business business, GroupRule rule, params string[] approvers)
    {
        var owner = await business.PersonAsync("lin.zhiyuan");
        var caseId = await business.Get<CaseRegister>().StartAsync(owner, "promotion-approval");
        var instance = await business.ReadAsync(db => db.Cases.Where(file => file.Id == caseId).Select(file => file.InstanceId).SingleAsync());
        await business.WriteAsync(db => db.Continuations.Where(row => row.CaseId == caseId).ExecuteDeleteAsync());
        await business.Get<CaseRegister>().OpenOrUpdateAsync(new() { Key = $"{instance}/review", InstanceId = instance, Process = "promotion-approval", State = CaseState.InReview });
        await business.Get<CaseRegister>().ShowPathAsync(instance, new ApprovalPath([], Guid.Empty, default), 0, begins: true);
        var review = new Review(business, caseId, instance);
        await review.AskAsync(rule, 1, approvers);
        return review;
    }

    public async Task AskAsync(GroupRule rule, int level, params string[] approvers)
    {
        var requests = new List<TaskRequest>();
        foreach (var approver in approvers)
        {
            requests.Add(new()
            {
                BookmarkId = Bookmark(level, approver), ActivityId = "approval", StepName = "审批", AssigneeId = await business.PersonAsync(approver), FormMode = "read",
                Actions = [TaskActions.Approve, TaskActions.Reject, TaskActions.Return], GroupId = $"{Instance}/{level}", GroupRule = rule, Level = level,
                CreatedAt = business.Clock.GetUtcNow(),
            });
        }

        await business.Get<TaskProjection>().ApplyAsync(Instance, _ => Task.FromResult<IReadOnlyList<TaskRequest>>(requests));
    }

    public Task<HumanTask> TaskAsync(string approver, int level = 1)
    {
        var bookmark = Bookmark(level, approver);
        return business.ReadAsync(db => db.Tasks.AsNoTracking().SingleAsync(task => task.BookmarkId == bookmark));
    }

    /// <summary>The approver clicks; the operation id is that of his page, so a null one is a new page.</summary>
    public async Task AnswerAsync(string approver, string action, string? comment = null, Guid? operation = null, int level = 1) =>
        await business.Get<TaskDecisions>().CompleteAsync(new(
            (await TaskAsync(approver, level)).Id, await business.PersonAsync(approver), action, comment, null, operation ?? Guid.NewGuid(), null));

    public Task<List<Continuation>> ToldAsync() =>
        business.ReadAsync(db => db.Continuations.AsNoTracking().Where(row => row.CaseId == CaseId).OrderBy(row => row.Id).ToListAsync());

    private string Bookmark(int level, string approver) => $"{Instance}/{level}/{approver}"[12..];
}
