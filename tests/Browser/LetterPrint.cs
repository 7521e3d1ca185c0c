using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using ProcessSales.Browser.Tests.Running;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Browser.Tests;

/// <summary>A letter to a payer as it leaves the printer (form F-S5).</summary>
[Collection("Journeys")]
public sealed class LetterPrint
{
    [Fact]
    public async Task A_letter_is_printed_on_one_page_of_A4_without_what_helps_on_the_screen()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "luo.shuyao", dark: true);
        await page.GotoAsync($"/collections/letters/{await LetterAsync(host)}");
        await Assertions.Expect(page.Locator(".print-case")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var helper in new[] { ".print-case", ".shell-side", "main form button" }) await Assertions.Expect(page.Locator(helper).First).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("article.letter")).ToBeVisibleAsync();
        // Its level with code and days, and who signs, stand on the paper.
        foreach (var said in new[] { "最后通知(催收级别 O5,到期后 60 天)", "最长逾期 95 天", "签发人:" }) await Assertions.Expect(page.Locator("article.letter")).ToContainTextAsync(said);
        // Black on white, whatever the screen shows.
        foreach (var part in new[] { "p", "td", "th" }) Assert.Equal("rgb(0, 0, 0)", await page.EvaluateAsync<string>($"getComputedStyle(document.querySelector('article.letter {part}')).color"));
        Assert.Contains(await page.EvaluateAsync<string>("getComputedStyle(document.querySelector('article.letter')).backgroundColor"), (string[])["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"]);
        var paper = Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true }));
        Assert.Single(Regex.Matches(paper, @"/Type\s*/Page\b(?!s)"));
        var size = Regex.Match(paper, @"/MediaBox\s*\[0 0 ([0-9.]+) ([0-9.]+)\]");
        Assert.Equal((595, 842), (Points(size.Groups[1].Value), Points(size.Groups[2].Value)));
    }

    private static int Points(string text) => (int)Math.Round(double.Parse(text, CultureInfo.InvariantCulture));

    // A final notice over two invoices, as the run drafts it.
    private static async Task<Guid> LetterAsync(HostProcess host)
    {
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={Path.Combine(host.DataDirectory, "processsales.db")}").Options);
        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Code == "C05");
        var today = DateOnly.FromDateTime(DateTime.UtcNow.AddHours(8));
        var letter = new DunningLetter { Id = Guid.NewGuid(), PayerId = payer.Id, Tone = LetterTone.Final, Level = ReminderLevel.O5, LevelDays = 60, DraftedOn = today, LastOn = today.AddDays(5), SignedById = payer.OwnerId, CaseId = Guid.NewGuid() };
        db.DunningLetters.Add(letter);
        foreach (var (number, late) in new[] { ("FP-1", 61), ("FP-2", 95) })
        {
            var item = new Receivable { Id = Guid.NewGuid(), CustomerId = payer.Id, Number = number, Amount = 15_750, Open = 15_750, IssuedOn = today.AddDays(-late - 30), DueOn = today.AddDays(-late), ExpectedOn = today, BaseOn = today.AddDays(-late), CreatedAt = DateTimeOffset.UtcNow };
            db.Receivables.Add(item);
            db.DunningLetterItems.Add(new() { LetterId = letter.Id, ReceivableId = item.Id, Amount = 15_750, Interest = 480.38m });
        }

        await db.SaveChangesAsync();
        return letter.Id;
    }
}
