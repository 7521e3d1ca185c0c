using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Demo;

/// <summary>
/// On which demo cases are played: its people start cases and answer their tasks as they would in the pages, through the same rules and the real engine. Only the wait in which an
/// answer can be undone is passed over. Safe for concurrent use.
/// </summary>
internal sealed class DemoStage(IDbContextFactory<ProcessSalesDb> databases, CaseRegister cases, TaskDecisions decisions, ContinuationPump pump, AttachmentStore files, CompanyClock clock)
{
    /// <summary>A page that says nothing but its own number, so that no two demo files are the same.</summary>
    public static MemoryStream Paper(string text) => new(Encoding.ASCII.GetBytes($"%PDF-1.4\n1 0 obj<</Type/Catalog/Demo({Convert.ToHexString(Encoding.UTF8.GetBytes(text))})>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"));

    /// <summary>Whether the case of a story was opened, by the story's name.</summary>
    public async Task<bool> IsOpenAsync(string story, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Cases.AnyAsync(row => row.InstanceId == Instance(story).ToString("N"), cancellationToken);
    }

    /// <summary>A person of the demo company.</summary>
    public async Task<Guid> PersonAsync(string userName, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Users.Where(row => row.UserName == userName).Select(row => row.Id).SingleAsync(cancellationToken);
    }

    /// <summary>Opens a case in somebody's name, with the beginning of its form. Returns its id.</summary>
    public async Task<Guid> OpenAsync(string story, string userName, string process, JsonObject form, CancellationToken cancellationToken)
    {
        var number = await cases.StartForAsync(await PersonAsync(userName, cancellationToken), process, Instance(story), form, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = await db.Cases.Where(row => row.Number == number).Select(row => row.Id).SingleAsync(cancellationToken);
        await GoOnAsync(id, cancellationToken);
        return id;
    }

    /// <summary>Adds a file to a case in which the person has a task.</summary>
    public async Task FileAsync(Guid caseId, string userName, string field, string name, CancellationToken cancellationToken) =>
        await files.SaveAsync(await PersonAsync(userName, cancellationToken), caseId, field, name, Paper($"{caseId} {field} {name}"), cancellationToken);

    /// <summary>Whoever holds the case's task answers it.</summary>
    /// <exception cref="InvalidOperationException">Nobody has a task that takes the answer.</exception>
    public async Task AnswerAsync(Guid caseId, string action, CancellationToken cancellationToken, string? comment = null, JsonObject? form = null, string? by = null)
    {
        HumanTask task;
        Guid person;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var wanted = by is null ? (Guid?)null : await PersonAsync(by, cancellationToken);
            var open = await db.Tasks.AsNoTracking().Where(row => row.CaseId == caseId && row.State == TaskState.Open).OrderBy(row => row.CreatedAt).ToListAsync(cancellationToken);
            task = open.FirstOrDefault(row => row.ActionsJson.Contains($"\"{action}\"", StringComparison.Ordinal) && (wanted is null || row.AssigneeId == wanted || row.AssigneeId is null))
                ?? throw new InvalidOperationException($"Nobody can answer {action} in {caseId}.");
            person = wanted ?? task.AssigneeId ?? await db.TaskCandidates.Where(row => row.TaskId == task.Id).OrderBy(row => row.PersonId).Select(row => row.PersonId).FirstAsync(cancellationToken);
        }

        await decisions.CompleteAsync(new(task.Id, person, action, comment, form, Guid.NewGuid(), "demo"), cancellationToken);
        await GoOnAsync(caseId, cancellationToken);
    }

    /// <summary>So many levels of the path approve, each by its own people.</summary>
    public async Task ApproveAsync(Guid caseId, int times, CancellationToken cancellationToken)
    {
        for (var i = 0; i < times; i++) await AnswerAsync(caseId, TaskActions.Approve, cancellationToken, "同意");
    }

    /// <summary>Lets the engine go on at once, and waits until it has.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public async Task GoOnAsync(Guid caseId, CancellationToken cancellationToken)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            var orders = db.Continuations.Where(row => row.CaseId == caseId);
            await db.UndoableAnswers.Where(answer => orders.Any(order => order.Id == answer.ContinuationId)).ExecuteDeleteAsync(cancellationToken);
            var now = clock.Now;
            await orders.Where(row => row.Attempts == 0).ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, now), cancellationToken);
        }

        if (!await pump.RunToEndAsync(caseId, cancellationToken)) throw new InvalidOperationException($"The engine did not carry {caseId} on.");
    }

    /// <summary>Changes what was stored, so that it lies so many days back: what a story does next then happened later.</summary>
    public async Task ChangeAsync(Func<ProcessSalesDb, Task> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(() => change(db), cancellationToken);
    }

    // The case's identity follows from the story's name, so that a second start finds it.
    private static Guid Instance(string story) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"demo/{story}"))[..16]);
}
