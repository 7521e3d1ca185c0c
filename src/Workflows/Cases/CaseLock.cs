using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Cases;

/// <summary>
/// Holds a case until the transaction ends, so that all that is read after it is of one moment. On SQLite the transaction is the only writer
/// anyway.
/// </summary>
internal static class CaseLock
{
    public static Task LockCaseAsync(this ProcessSalesDb db, Guid caseId, CancellationToken cancellationToken) =>
        LockAsync(db, $"""SELECT 1 FROM "Cases" WHERE "Id" = {caseId} FOR UPDATE""", cancellationToken);

    public static Task LockCaseOfAsync(this ProcessSalesDb db, string instanceId, CancellationToken cancellationToken) =>
        LockAsync(db, $"""SELECT 1 FROM "Cases" WHERE "InstanceId" = {instanceId} FOR UPDATE""", cancellationToken);

    private static Task LockAsync(ProcessSalesDb db, FormattableString row, CancellationToken cancellationToken) =>
        db.Database.IsNpgsql() ? db.Database.ExecuteSqlAsync(row, cancellationToken) : Task.CompletedTask;
}
