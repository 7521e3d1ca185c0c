using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Complaints;

/// <summary>Tells people of complaints within the transaction of what is told (domain.md 2.5, notifications). Safe for concurrent use.</summary>
public sealed class ComplaintNews(CaseNews news)
{
    internal const string Critical = "complaint-critical";
    internal const string Serious = "complaint-serious";
    internal const string Normal = "complaint-normal";
    internal const string Reminder = "complaint-reminder";
    internal const string Overdue = "complaint-overdue";
    internal const string CriticalOverdue = "complaint-critical-overdue";
    internal const string LegalDue = "complaint-legal-due";
    internal const string BatchAlert = "complaint-batch-alert";
    internal const string Closed = "complaint-closed";
    internal const string Reopened = "complaint-reopened";
    internal const string LowerAsked = "complaint-lower-asked";
    internal const string HoldStock = "complaint-hold-stock";

    /// <summary>Finds the templates; to be called before the transaction.</summary>
    internal Task<ReadyTemplates> ReadyAsync(CancellationToken cancellationToken) => news.ReadyAsync(
        cancellationToken, Critical, Serious, Normal, Reminder, Overdue, CriticalOverdue, LegalDue, BatchAlert, Closed, Reopened, LowerAsked, HoldStock);

    /// <summary>Tells who must know that a complaint of this severity is there.</summary>
    internal async Task TellNewAsync(ProcessSalesDb db, ReadyTemplates ready, Case file, Complaint complaint, string key, CancellationToken cancellationToken)
    {
        var (template, people) = complaint.Severity switch
        {
            Severity.A => (Critical, await RolesAsync(db, complaint, cancellationToken, Role.Qa, Role.Arm, Role.Rgm, Role.Dir)),
            Severity.B => (Serious, await RolesAsync(db, complaint, cancellationToken, Role.Qa, Role.Arm)),
            _ => (Normal, await RolesAsync(db, complaint, cancellationToken, Role.Qa)),
        };
        await TellAsync(db, ready, file, complaint, key, template, [complaint.HandlerId, .. people], complaint.ReplyDueAt, null, cancellationToken);
    }

    /// <summary>Tells people; the same key again tells nobody twice.</summary>
    internal async Task TellAsync(
        ProcessSalesDb db, ReadyTemplates ready, Case file, Complaint complaint, string key, string template, IEnumerable<Guid> people, DateTimeOffset? due, JsonObject? more,
        CancellationToken cancellationToken)
    {
        var data = new JsonObject
        {
            ["severity"] = complaint.Severity.ToString(),
            ["store"] = await db.Stores.Where(row => row.Id == complaint.StoreId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken) ?? "",
            ["product"] = await db.Products.Where(row => row.Code == complaint.ProductCode).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken) ?? "",
            ["brief"] = complaint.Description.Length > 40 ? complaint.Description[..40] + "…" : complaint.Description,
            ["batch"] = complaint.Batch ?? "",
            ["decision"] = complaint.Decision ?? "",
            ["clock"] = "",
            ["stores"] = "",
        };
        foreach (var (name, value) in more ?? []) data[name] = value?.DeepClone();
        await news.TellAsync(db, ready, file, key, template, [.. people.Distinct()], "", due, data, cancellationToken);
    }

    /// <summary>Those of the roles who are responsible for the complaint's area.</summary>
    internal static async Task<IReadOnlyList<Guid>> RolesAsync(ProcessSalesDb db, Complaint complaint, CancellationToken cancellationToken, params Role[] roles)
    {
        var found = new List<Guid>();
        foreach (var role in roles) found.AddRange((await Staff.WithRoleAsync(db, role, complaint.AreaId ?? await CompanyAsync(db, cancellationToken), cancellationToken)).Select(person => person.Id));
        return found;
    }

    /// <summary>Who has a task in it now; its handler when nobody has.</summary>
    internal static async Task<IReadOnlyList<Guid>> HoldersAsync(ProcessSalesDb db, Complaint complaint, CancellationToken cancellationToken)
    {
        var tasks = await db.Tasks.AsNoTracking().Where(task => task.CaseId == complaint.CaseId && task.State == TaskState.Open).Select(task => new { task.Id, task.AssigneeId }).ToListAsync(cancellationToken);
        var shared = tasks.Where(task => task.AssigneeId is null).Select(task => task.Id).ToList();
        var holders = tasks.Select(task => task.AssigneeId).OfType<Guid>()
            .Concat(await db.TaskCandidates.Where(row => shared.Contains(row.TaskId)).Select(row => row.PersonId).ToListAsync(cancellationToken)).Distinct().ToList();
        return holders.Count > 0 ? holders : [complaint.HandlerId];
    }

    private static Task<Guid?> CompanyAsync(ProcessSalesDb db, CancellationToken cancellationToken) =>
        db.OrgUnits.Where(unit => unit.ParentId == null).OrderBy(unit => unit.Code).Select(unit => (Guid?)unit.Id).FirstOrDefaultAsync(cancellationToken);
}
