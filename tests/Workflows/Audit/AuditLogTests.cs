using System.Text;
using Microsoft.EntityFrameworkCore;
using MiniExcelLibs;
using ProcessSales.Workflows.Audit;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Audit;

public sealed class AuditLogTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_trail_is_filtered_by_person_subject_case_and_day_and_exported_whole(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var (log, admin, lin) = (business.Get<AuditLog>(), await business.PersonAsync("admin"), await business.PersonAsync("lin.zhiyuan"));
        var started = await Application.StartAsync(business);
        var now = business.Clock.GetUtcNow();
        await business.WriteAsync(db =>
        {
            for (var i = 0; i < 4_500; i++) db.Audit.Add(new() { Id = Guid.NewGuid(), At = now.AddMinutes(-i % 700), PersonId = i % 2 == 0 ? lin : admin, Subject = $"robot:{i}", Action = "Change" });
            db.Audit.Add(new() { Id = Guid.NewGuid(), At = now.AddDays(-3), PersonId = lin, Subject = "old", Action = "Change" });
            return Task.CompletedTask;
        });
        Assert.Equal(2_250, (await log.ListAsync(admin, new("林知远", "robot:", null, null), 1, 10)).Total);
        Assert.Equal(1, (await log.ListAsync(admin, new(null, "robot:4499", null, null), 1, 10)).Total);
        Assert.Equal(1, (await log.ListAsync(admin, new(null, null, new(2026, 11, 20), new(2026, 11, 20)), 1, 10)).Total);
        var number = await business.ReadAsync(db => db.Cases.Where(row => row.Id == started.CaseId).Select(row => row.Number).SingleAsync());
        Assert.All((await log.ListAsync(admin, new(null, number, null, null), 1, 10)).Rows, row => Assert.Equal(started.CaseId, row.CaseId));
        Assert.NotEqual((await log.ListAsync(admin, new(null, null, null, null), 1, 10)).Rows[0], (await log.ListAsync(admin, new(null, null, null, null), 2, 10)).Rows[0]);

        using var csv = new MemoryStream();
        await log.WriteCsvAsync(admin, new(null, "robot:", null, null), csv);
        var lines = Encoding.UTF8.GetString(csv.ToArray()).TrimEnd().Split("\r\n");
        Assert.Equal(4_501, lines.Length);
        Assert.Equal(4_501, lines.Distinct().Count());
        using var workbook = new MemoryStream();
        await log.WriteWorkbookAsync(admin, new(null, "robot:", null, null), workbook);
        Assert.Equal(4_500, MiniExcel.Query(workbook, useHeaderRow: true).Count());
        Assert.Equal(2, (await log.ListAsync(admin, new(null, "audit", null, null), 1, 10)).Total);
        Assert.Equal(RefusalKind.Forbidden, (await Assert.ThrowsAsync<RefusedException>(() => log.WriteCsvAsync(lin, new(null, null, null, null), new MemoryStream()))).Kind);
    }

    [Fact]
    public async Task S_16_No_cell_of_an_export_is_a_formula()
    {
        await using var business = await Business.OpenAsync();
        var (log, admin) = (business.Get<AuditLog>(), await business.PersonAsync("admin"));
        string[] attacks = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "\"quoted\",=1"];
        await business.WriteAsync(db =>
        {
            foreach (var attack in attacks) db.Audit.Add(new() { Id = Guid.NewGuid(), At = business.Clock.GetUtcNow(), PersonId = admin, Subject = "trial", Action = "Change", Comment = attack, Client = attack });
            return Task.CompletedTask;
        });
        using var csv = new MemoryStream();
        await log.WriteCsvAsync(admin, new(null, "trial", null, null), csv);
        var text = Encoding.UTF8.GetString(csv.ToArray());
        foreach (var attack in attacks[..6]) Assert.Contains($"\"'{attack}\"", text);
        Assert.Contains("\"\"\"quoted\"\",=1\"", text);
        using var workbook = new MemoryStream();
        await log.WriteWorkbookAsync(admin, new(null, "trial", null, null), workbook);
        foreach (IDictionary<string, object?> row in MiniExcel.Query(workbook, useHeaderRow: true)) Assert.DoesNotContain(row.Values, value => value?.ToString()?.TrimStart() is ['=' or '+' or '@', ..]);
    }
}
