using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Dunning;

/// <summary>What shows a talk with a payer, or a payer's word, lies in the payer's case; before the first reminder there is none.</summary>
internal static class PayerProofs
{
    /// <summary>Keeps a file. Returns the attachment; null when none was given.</summary>
    /// <exception cref="RefusedException">The payer is not the person's, has no case yet, or the file is refused.</exception>
    public static async Task<Guid?> KeepOfPayerAsync(
        this AttachmentStore attachments, IDbContextFactory<ProcessSalesDb> databases, Guid person, Guid payer, string field, (string FileName, Stream Content)? proof, CancellationToken cancellationToken)
    {
        if (proof is not { } given) return null;
        Guid file;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            await db.RequirePayerAsync(person, payer, cancellationToken);
            file = await db.ReminderFiles.Where(row => row.PayerId == payer).OrderByDescending(row => row.StartedAt).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(cancellationToken)
                ?? throw new RefusedException(RefusalKind.Conflict, "letter.noFile");
        }

        // Whoever may see the payer may show it; there is no task of it.
        var kept = await attachments.SaveAsync(person, file, field, given.FileName, given.Content, async (db, stop) =>
        {
            await db.RequirePayerAsync(person, payer, stop);
            return await db.Users.Where(row => row.Id == person).Select(row => row.Name).SingleAsync(stop);
        }, cancellationToken);
        return kept.Id;
    }
}
