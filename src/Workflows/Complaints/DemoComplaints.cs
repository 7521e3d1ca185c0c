using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Continuations;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Complaints;

/// <summary>The seven complaints of domain.md 5, each played step by step by the people who would do it, at the moments at which they did.</summary>
internal sealed class DemoComplaints(
    IDbContextFactory<ProcessSalesDb> databases, ComplaintDesk desk, ComplaintMoves moves, TaskDecisions decisions, ContinuationPump pump, AttachmentStore files, WorkingCalendars calendars, WorkflowsOptions options, CompanyClock clock) : IDemoStory
{
    private static readonly TimeOnly Morning = new(9, 30);

    public int Order => 90;

    public string Name => "complaints";

    public async Task<bool> IsToldAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // The youngest is told last.
        var last = DemoComplaint.All[0].ClientId;
        return await db.Complaints.AnyAsync(row => row.ClientId == last, cancellationToken) || !await db.Stores.AnyAsync(row => row.Code == "C05-01", cancellationToken);
    }

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        await SellAsync(cancellationToken);
        var told = clock.Now;
        var calendar = await calendars.CurrentAsync(cancellationToken);
        var batch = await BatchAsync(told, cancellationToken);
        foreach (var demo in DemoComplaint.All.OrderByDescending(demo => demo.Ago))
        {
            var begun = demo.Ago == 0 ? told.AddMinutes(-demo.Minutes) : clock.At(calendar.AddWorkingDays(clock.DateOf(told), -demo.Ago), Morning.AddHours(demo.Number % 3));
            var produced = demo.Produced is { } days ? clock.DateOf(told).AddDays(-days) : demo.Product == batch.Product ? batch.On : (DateOnly?)null;
            await TellAsync(demo, produced, begun, told, cancellationToken);
        }
    }

    private async Task TellAsync(DemoComplaint demo, DateOnly? produced, DateTimeOffset begun, DateTimeOffset told, CancellationToken cancellationToken)
    {
        var caseId = await RegisterAsync(demo, produced, begun - told, cancellationToken);
        // Opened again, it has its whole course behind it.
        if (await ReadAsync(db => db.Complaints.AnyAsync(row => row.CaseId == caseId && row.Reopenings > 0, cancellationToken), cancellationToken)) return;
        foreach (var deed in demo.Deeds)
        {
            // What would lie ahead is not done yet.
            if (begun + deed.After > told) return;
            await DoAsync(demo, caseId, deed, begun + deed.After - told, cancellationToken);
        }

        if (demo.HealthEffect) await MeetAccidentReportAsync(caseId, begun.AddHours(1.5) - told, cancellationToken);
        if (demo.Reopened is not null) await ReopenAsync(demo, caseId, TimeSpan.FromHours(-3), cancellationToken);
    }

    private async Task<Guid> RegisterAsync(DemoComplaint demo, DateOnly? produced, TimeSpan shift, CancellationToken cancellationToken)
    {
        StoryTime.Go(shift);
        var (person, store) = await ReadAsync(async db => (
            await db.Users.Where(row => row.UserName == demo.By).Select(row => row.Id).SingleAsync(cancellationToken), await db.Stores.Where(row => row.Code == demo.Store).Select(row => row.Id).SingleAsync(cancellationToken)), cancellationToken);
        var caseId = await desk.RegisterAsync(person, new(demo.ClientId, demo.Type, demo.Source, demo.Description)
        {
            StoreId = store, ProductCode = demo.Product, ProducedOn = produced, Quantity = demo.Quantity, HealthEffect = demo.HealthEffect, ExpiredFound = demo.Expired, Demand = demo.Demand, ReporterName = demo.Reporter,
            ReporterPhone = demo.Phone, SampleKept = demo.SampleKept, SamplePlace = demo.SampleKept ? "门店服务台" : null, NoEvidenceReason = demo.Type.IsQuality() ? "门店口头反馈,照片后补" : null, OccurredAt = clock.Now.AddHours(-1),
        }, null, cancellationToken);
        await GoOnAsync(caseId, cancellationToken);
        return caseId;
    }

    // Answers what is open of the step, one signer after the other; a step that is not open was answered before.
    private async Task DoAsync(DemoComplaint demo, Guid caseId, DemoDeed deed, TimeSpan shift, CancellationToken cancellationToken)
    {
        StoryTime.Go(shift);
        for (var signers = 0; signers < 5; signers++)
        {
            var task = await ReadAsync(db => db.Tasks.AsNoTracking().Where(row => row.CaseId == caseId && row.State == TaskState.Open && row.ActivityId == deed.Step).OrderBy(row => row.Id).FirstOrDefaultAsync(cancellationToken), cancellationToken);
            if (task is null) return;
            var complaint = await ReadAsync(db => db.Complaints.AsNoTracking().SingleAsync(row => row.CaseId == caseId, cancellationToken), cancellationToken);
            var who = task.AssigneeId ?? await ReadAsync(db => db.TaskCandidates.Where(row => row.TaskId == task.Id).Select(row => row.PersonId).FirstAsync(cancellationToken), cancellationToken);
            var data = deed.Action == "Accept" ? demo.Accepted(complaint, clock.DateOf(complaint.OccurredAt)) : (JsonObject?)deed.Data?.DeepClone();
            if (deed.Action == "Executed") data!["doneOn"] = clock.Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            // Cash needs its papers.
            if (ComplaintForms.Flag(data ?? [], "letterSigned")) await files.SaveAsync(who, caseId, "papers", "和解书与收据.pdf", DemoStage.Paper($"{caseId} papers"), cancellationToken);
            await decisions.CompleteAsync(new(task.Id, who, deed.Action, null, data, Guid.CreateVersion7(), null), cancellationToken);
            // An answer that can be undone reaches the engine a little later.
            StoryTime.Go(shift + options.UndoWindow);
            await GoOnAsync(caseId, cancellationToken);
        }
    }

    private async Task MeetAccidentReportAsync(Guid caseId, TimeSpan shift, CancellationToken cancellationToken)
    {
        StoryTime.Go(shift);
        var (quality, id, open) = await ReadAsync(async db =>
        {
            var complaint = await db.Complaints.Where(row => row.CaseId == caseId).Select(row => row.Id).SingleAsync(cancellationToken);
            return (await db.Users.Where(row => row.Role == People.Role.Qa).Select(row => row.Id).FirstAsync(cancellationToken), complaint,
                await db.LegalClocks.AnyAsync(row => row.ComplaintId == complaint && row.Kind == LegalClockKind.AccidentReport && row.DoneAt == null, cancellationToken));
        }, cancellationToken);
        if (open) await desk.LegalClockAsync(quality, id, LegalClockKind.AccidentReport, done: true, cancellationToken);
    }

    private async Task ReopenAsync(DemoComplaint demo, Guid caseId, TimeSpan shift, CancellationToken cancellationToken)
    {
        StoryTime.Go(shift);
        var (person, id) = await ReadAsync(async db => (
            await db.Users.Where(row => row.UserName == demo.By).Select(row => row.Id).SingleAsync(cancellationToken),
            await db.Complaints.Where(row => row.CaseId == caseId && row.State == ComplaintState.Closed).Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken)), cancellationToken);
        if (id is null) return;
        await moves.ReopenAsync(person, id.Value, demo.Reopened, cancellationToken);
        await GoOnAsync(caseId, cancellationToken);
    }

    // The batch that visits saw in most stores, so that the trace has something to list; the usual one while there are no visits.
    private async Task<(string Product, DateOnly On)> BatchAsync(DateTimeOffset told, CancellationToken cancellationToken)
    {
        const string yoghurt = "2000000000091";
        var seen = await ReadAsync(
            db => db.VisitBatches.Where(row => row.ProductCode == yoghurt).GroupBy(row => row.ProducedOn).Select(group => new { On = group.Key, Count = group.Count() }).OrderByDescending(row => row.Count).ThenBy(row => row.On)
                .FirstOrDefaultAsync(cancellationToken), cancellationToken);
        return (yoghurt, seen?.On ?? clock.DateOf(told).AddDays(-40));
    }

    // Complaints per million need pieces that were sold.
    private async Task SellAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.ChangeAsync(async () =>
        {
            if (await db.UnitsSold.AnyAsync(cancellationToken)) return;
            var month = new DateOnly(clock.Today.Year, clock.Today.Month, 1);
            foreach (var (code, index) in (await db.Products.Select(row => row.Code).OrderBy(code => code).ToListAsync(cancellationToken)).Select((code, index) => (code, index)))
            {
                for (var back = 0; back < 3; back++) db.UnitsSold.Add(new() { ProductCode = code, Month = month.AddMonths(-back), Units = 12_000 + (index * 1_700) - (back * 400) });
            }
        }, cancellationToken);
    }

    private async Task GoOnAsync(Guid caseId, CancellationToken cancellationToken)
    {
        if (!await pump.RunToEndAsync(caseId, cancellationToken)) throw new InvalidOperationException($"The case {caseId} of a demo complaint does not go on.");
    }

    private async Task<T> ReadAsync<T>(Func<ProcessSalesDb, Task<T>> read, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await read(db);
    }
}
