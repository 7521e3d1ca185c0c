using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Collections;

/// <summary>Letters to payers on their page: drafted in three tones, sent, proven, and for nobody else (form F-S5).</summary>
public sealed class LetterPages(TestHost host) : IClassFixture<TestHost>
{
    private static readonly byte[] Proof = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"u8.ToArray();

    [Fact]
    public async Task Each_tone_names_debtor_items_sum_last_day_and_its_own_consequence_in_both_languages()
    {
        var today = await host.RemindAsync();
        await using (var db = await DbAsync())
        {
            var administrator = await db.Users.Where(row => row.UserName == "admin").Select(row => row.Id).SingleAsync();
            await host.Services.GetRequiredService<CollectionTermsBook>().SetAsync(administrator, host.Services.GetRequiredService<CompanyClock>().Today, new() { Account = "Bank of Example 6222 0000 1111" });
        }

        var kam = await host.SignedInAsync("han.shiyu");
        var consequences = new HashSet<string>();
        foreach (var (tone, days, title, word, level) in new[]
        {
            (LetterTone.Friendly, 10, "付款提示函", "客户经理", "提示函(催收级别 O2,到期后 7 天)"), (LetterTone.Demand, 7, "催款函", "逾期利息", "催款函(催收级别 O3,到期后 15 天)"), (LetterTone.Final, 5, "最后付款通知", "律师", "最后通知(催收级别 O5,到期后 60 天)"),
        })
        {
            var page = await DraftAsync(kam, tone);
            var letter = (await kam.PageAsync(page)).QuerySelector("article.letter")!;
            Assert.Equal(title, letter.QuerySelector(".letter-title")!.TextContent.Trim());
            Assert.Matches("最长逾期 [79] 天", letter.TextContent);
            foreach (var said in new[] { "七巷便利", word, level, "签发人:韩时雨", today.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "麦屿食品有限公司", "韩时雨", "Bank of Example 6222 0000 1111" }) Assert.Contains(said, letter.TextContent);
            consequences.Add(letter.QuerySelectorAll("p").ElementAt(3).TextContent);
            // Each line with its own day and interest; together the sum that the text asks for.
            var rows = letter.QuerySelectorAll("tbody tr").Select(row => row.Children.Select(cell => cell.TextContent).ToArray()).ToList();
            Assert.All(rows, row => Assert.True(row is [{ Length: > 0 }, { Length: 10 }, { Length: 10 }, _, _]));
            var sum = rows.Sum(row => Money(row[3]));
            Assert.Equal(sum, Money(letter.QuerySelector("tfoot td")!.TextContent));
            Assert.Contains(letter.QuerySelector("tfoot td")!.TextContent.Trim(), letter.QuerySelectorAll("p").ElementAt(1).TextContent);
            Assert.Contains(rows, row => row[0] == "AR-06" && Money(row[3]) == 12_450m && Money(row[4]) == 0m);
            // A small chain owes no statutory interest, and its contract grants none (rule 15).
            // What helps on the screen does not go on the paper.
            Assert.Null(letter.QuerySelector("form, button, .no-print"));
            Assert.All((await kam.PageAsync(page)).QuerySelectorAll("main form, main .print-case"), helper => Assert.NotNull(helper.Closest(".no-print")));
            var english = (await kam.PageAsync(page + "?lang=en")).QuerySelector("article.letter[lang=en]")!;
            Assert.Contains("Qixiang CVS", english.TextContent);
            Assert.Contains("Signed by: 韩时雨", english.TextContent);
            Assert.Matches("reminder level O[235], (7|15|60) days after the due date", english.TextContent);
            Assert.DoesNotContain(english.TextContent, character => character is >= '一' and <= '鿿' && !"韩时雨".Contains(character, StringComparison.Ordinal));
        }

        Assert.Equal(3, consequences.Count);
        // A payer has one letter of a tone a day.
        Assert.Contains("letter.today", (await PostAsync(kam, "/collections/payers/C04/letter", new() { ["tone"] = "Final" })).Headers.Location!.ToString());
    }

    [Fact]
    public async Task It_is_sent_then_proven_with_a_file_that_is_kept_and_strangers_find_none_of_it()
    {
        var today = await host.RemindAsync();
        var kam = await host.SignedInAsync("han.shiyu");
        var page = await DraftAsync(kam, LetterTone.Demand);
        // Not before it was written, not tomorrow, and nothing is proven that was not sent.
        foreach (var day in new[] { today.AddDays(1), today.AddDays(-1) })
            Assert.Contains("letter.day", (await PostAsync(kam, page + "/sent", new() { ["route"] = "Courier", ["on"] = $"{day:yyyy-MM-dd}" })).Headers.Location!.ToString());
        Assert.Contains("letter.transition", (await ProveAsync(kam, page, today, Proof)).Headers.Location!.ToString());
        Assert.Contains("done", (await PostAsync(kam, page + "/sent", new() { ["route"] = "RegisteredMail", ["on"] = $"{today:yyyy-MM-dd}" })).Headers.Location!.ToString());
        Assert.Contains("挂号信", TextOf(await kam.PageAsync(page)));
        Assert.Contains("送达方式:挂号信", (await kam.PageAsync(page)).QuerySelector("article.letter")!.TextContent);
        Assert.Contains("refused", (await ProveAsync(kam, page, today, null)).Headers.Location!.ToString());
        Assert.Contains("refused", (await ProveAsync(kam, page, today, "MZ not a picture"u8.ToArray())).Headers.Location!.ToString());
        Assert.Contains("done", (await ProveAsync(kam, page, today, Proof)).Headers.Location!.ToString());
        var kept = (await kam.PageAsync(page)).QuerySelector("a[href^='/attachments/']")!;
        Assert.Equal("签收单.pdf", kept.TextContent);
        Assert.Equal(Proof, await kam.GetByteArrayAsync(kept.GetAttribute("href")));
        // It is over: neither sent nor proven nor dropped again.
        Assert.Empty((await kam.PageAsync(page)).QuerySelectorAll("main form[action*='/letters/']"));
        Assert.Contains("letter.transition", (await PostAsync(kam, page + "/drop", [])).Headers.Location!.ToString());

        foreach (var stranger in new[] { "lin.zhiyuan", "luo.shuyao" })
        {
            var other = await host.SignedInAsync(stranger);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(page)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(kept.GetAttribute("href"))).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(other, page + "/drop", [])).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(other, "/collections/payers/C04/letter", new() { ["tone"] = "Friendly" })).StatusCode);
        }

        foreach (var above in new[] { "xu.muyun", "cheng.yinuo", "gu.xingzhou" }) Assert.Equal(HttpStatusCode.OK, (await (await host.SignedInAsync(above)).GetAsync(page)).StatusCode);
    }

    [Fact]
    public async Task A_letter_over_two_invoices_stays_open_when_only_the_second_is_paid()
    {
        await host.RemindAsync();
        await using var db = await DbAsync();
        var payer = await db.Customers.AsNoTracking().SingleAsync(row => row.Code == "C05");
        var owed = await db.Receivables.Where(row => row.Number == "AR-10" || row.Number == "AR-11").OrderBy(row => row.DueOn).ToListAsync();
        var id = await host.Services.GetRequiredService<LetterDesk>().DraftAsync(payer.OwnerId, payer.Id, LetterTone.Demand, [.. owed.Select(row => row.Id)]);
        var kam = await host.SignedInAsync("luo.shuyao");
        var page = $"/collections/letters/{id}";
        Assert.Equal(["AR-11", "AR-10"], (await kam.PageAsync(page)).QuerySelectorAll("article tbody tr td:first-child").Select(cell => cell.TextContent));
        await PayAsync(db, owed[1]);
        Assert.Contains("仍有未结款项", TextOf(await kam.PageAsync(page)));
        // Its contract grants 0.05 % a day: 15,750 × 61 days.
        Assert.Contains("480.38", TextOf(await kam.PageAsync(page)));
        // What was asked for stays as it was written.
        Assert.Contains("33,950.00", TextOf(await kam.PageAsync(page)));
        await PayAsync(db, owed[0]);
        Assert.Contains("款项已全部结清", TextOf(await kam.PageAsync(page)));
    }

    // The run may have drafted one of this tone today.
    private async Task<string> DraftAsync(HttpClient kam, LetterTone tone)
    {
        await PostAsync(kam, "/collections/payers/C04/letter", new() { ["tone"] = tone.ToString() });
        await using var db = await DbAsync();
        return $"/collections/letters/{await db.DunningLetters.Where(row => row.Tone == tone && db.Customers.Any(payer => payer.Id == row.PayerId && payer.Code == "C04")).Select(row => row.Id).SingleAsync()}";
    }

    private static async Task PayAsync(ProcessSalesDb db, Receivable item)
    {
        (item.Open, item.Ended) = (0m, ReceivableState.Paid);
        item.Version++;
        await db.SaveChangesAsync();
    }

    private static async Task<HttpResponseMessage> ProveAsync(HttpClient client, string page, DateOnly on, byte[]? file)
    {
        var form = new MultipartFormDataContent { { new StringContent(await client.TokenAsync()), "__RequestVerificationToken" }, { new StringContent($"{on:yyyy-MM-dd}"), "on" } };
        if (file is not null)
        {
            var content = new ByteArrayContent(file);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
            form.Add(content, "file", "签收单.pdf");
        }

        return await SendAsync(client, page + "/proof", form);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, Dictionary<string, string> fields) =>
        await SendAsync(client, path, new FormUrlEncodedContent(new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = await client.TokenAsync() }));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }

    private static decimal Money(string text) => decimal.Parse(text.Trim('¥', ' ', ' '), NumberStyles.Number, CultureInfo.InvariantCulture);

    private static string TextOf(IDocument page) => page.QuerySelector("main")!.TextContent;

    private Task<ProcessSalesDb> DbAsync() => host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
}
