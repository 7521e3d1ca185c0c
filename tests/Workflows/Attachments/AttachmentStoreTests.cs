using System.Text;
using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Attachments;
using ProcessSales.Workflows.Tests.Running;
using SkiaSharp;

namespace ProcessSales.Workflows.Tests.Attachments;

public sealed class AttachmentStoreTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_file_can_be_read_again_by_those_who_see_the_case_and_by_nobody_else(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var application = await Application.StartAsync(business);
        var store = business.Get<AttachmentStore>();
        var pdf = Files.Pdf("quotation");
        var row = await store.SaveAsync(application.Person, application.CaseId, "files", "报价.pdf", new MemoryStream(pdf));
        Assert.Equal(("报价.pdf", "application/pdf", (long)pdf.Length, null), (row.FileName, row.ContentType, row.Size, row.ReusedFrom));

        await using var opened = (await store.OpenAsync(application.Person, row.Id))!.Content;
        Assert.Equal(pdf, await Files.BytesAsync(opened));
        Assert.Single(await store.ListAsync(application.Person, application.CaseId));
        var stranger = await business.PersonAsync("han.shiyu");
        Assert.Null(await store.OpenAsync(stranger, row.Id));
        Assert.Empty(await store.ListAsync(stranger, application.CaseId));
        Assert.Null(await store.OpenAsync(application.Person, Guid.NewGuid()));
    }

    [Fact]
    public async Task A_stranger_can_add_and_remove_nothing_and_his_file_is_not_even_read()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var store = business.Get<AttachmentStore>();
        var row = await store.SaveAsync(application.Person, application.CaseId, "files", "a.pdf", new MemoryStream(Files.Pdf("a")));
        var stranger = await business.PersonAsync("han.shiyu");
        var unread = new Unreadable();
        var refused = await Assert.ThrowsAsync<RefusedException>(() => store.SaveAsync(stranger, application.CaseId, "files", "b.pdf", unread));
        Assert.Equal(RefusalKind.NotFound, refused.Kind);
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => store.RemoveAsync(stranger, row.Id))).Kind);
        Assert.Single(Stored(business));
    }

    [Fact]
    public async Task S_17_Whatever_is_no_allowed_file_is_refused_and_leaves_nothing_behind()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        (string Name, byte[] Content, string Key)[] attacks =
        [
            ("photo.jpg", Encoding.UTF8.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"), "file.type"),
            ("page.pdf", Encoding.UTF8.GetBytes("<html><script>alert(1)</script></html>"), "file.type"),
            ("photo.png", Encoding.UTF8.GetBytes("GIF89a;<script>alert(1)</script>"), "file.type"),
            ("tool.exe", "MZ\u0090\0"u8.ToArray(), "file.type"),
            ("archive.xlsx", Files.Zip(("readme.txt", "no workbook"u8.ToArray())), "file.type"),
            ("macros.xlsx", Files.Zip(("[Content_Types].xml", []), ("xl/workbook.xml", []), ("xl/vbaProject.bin", [1])), "file.type"),
            ("bomb.xlsx", Files.Zip(("[Content_Types].xml", []), ("xl/workbook.xml", []), ("xl/worksheets/sheet1.xml", new byte[210 * 1024 * 1024])), "file.type"),
            ("broken.xlsx", [.. "PK\u0003\u0004"u8, .. new byte[100]], "file.type"),
            ("pixels.png", Files.PngHeader(10_000, 10_000), "file.tooManyPixels"),
            ("pixels.png", Files.PngHeader(int.MaxValue, int.MaxValue), "file."),
            ("broken.jpg", [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3], "file.damaged"),
            ("broken.heic", [.. "\0\0\0\u0018ftypheic\0\0\0\0mif1heic"u8, .. new byte[40]], "file.damaged"),
            ("empty.pdf", [], "file.empty"),
        ];
        foreach (var (name, content, key) in attacks)
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<AttachmentStore>().SaveAsync(application.Person, application.CaseId, "files", name, new MemoryStream(content)));
            Assert.Equal(RefusalKind.Invalid, refused.Kind);
            Assert.StartsWith(key, refused.Refusals[0].Key);
        }

        Assert.Empty(Stored(business));
        Assert.Equal(0, await business.ReadAsync(db => db.Attachments.CountAsync()));
    }

    [Fact]
    public async Task S_17_A_picture_is_drawn_anew_without_position_and_without_what_rode_along()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var photo = Files.JpegWithPosition(64, 32, "<script>alert(1)</script>");
        var row = await business.Get<AttachmentStore>().SaveAsync(application.Person, application.CaseId, "files", "货架.jpg", new MemoryStream(photo));
        var stored = await File.ReadAllBytesAsync(Stored(business).Single());
        Assert.Equal(stored.Length, row.Size);
        Assert.Equal(-1, stored.AsSpan().IndexOf("Exif"u8));
        Assert.Equal(-1, stored.AsSpan().IndexOf("GPSSECRET"u8));
        Assert.Equal(-1, stored.AsSpan().IndexOf("<script>"u8));
        using var picture = SKBitmap.Decode(stored);
        // The note said: held upright, so the picture was turned.
        Assert.Equal((32, 64), (picture.Width, picture.Height));
    }

    [Fact]
    public async Task S_17_A_heic_photo_loses_its_position_and_keeps_its_picture()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var photo = Files.Heic("GPSSECRET", "PICTURE");
        await business.Get<AttachmentStore>().SaveAsync(application.Person, application.CaseId, "files", "货架.heic", new MemoryStream(photo));
        var stored = await File.ReadAllBytesAsync(Stored(business).Single());
        Assert.Equal(photo.Length, stored.Length);
        Assert.Equal(-1, stored.AsSpan().IndexOf("GPSSECRET"u8));
        Assert.NotEqual(-1, stored.AsSpan().IndexOf("PICTURE"u8));
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("..\\..\\windows\\system.ini", "system.pdf")]
    [InlineData("C:\\temp\\报价.pdf", "报价.pdf")]
    [InlineData("a\0b.pdf", "ab.pdf")]
    [InlineData("CON.pdf", "file-CON.pdf")]
    [InlineData("lpt1", "file-lpt1.pdf")]
    [InlineData("invoice.pdf.exe", "invoice_pdf.pdf")]
    [InlineData("2026.11 报价 (v2).pdf", "2026_11 报价 (v2).pdf")]
    [InlineData(".htaccess", "htaccess.pdf")]
    [InlineData("<img src=x onerror=alert(1)>.pdf", "img srcx onerroralert(1).pdf")]
    [InlineData("evil\r\nSet-Cookie: a=b.pdf", "evilSet-Cookie ab.pdf")]
    [InlineData("\u202Efdp.exe", "fdp.pdf")]
    [InlineData("=cmd|' /C calc'!A0.pdf", "C calcA0.pdf")]
    [InlineData("", "file.pdf")]
    [InlineData("...", "file.pdf")]
    public async Task S_17_A_file_name_is_only_a_name_to_show(string name, string shown)
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var row = await business.Get<AttachmentStore>().SaveAsync(application.Person, application.CaseId, "files", name, new MemoryStream(Files.Pdf("x")));
        Assert.Equal(shown, row.FileName);
        var file = Stored(business).Single();
        Assert.Equal(row.Id.ToString("N"), Path.GetFileName(file));
    }

    [Theory]
    [InlineData("SQLite", "../../x")]
    [InlineData("PostgreSQL", "../../x")]
    [InlineData("PostgreSQL", "a\0b")]
    public async Task S_18_A_file_belongs_to_a_field_and_not_to_a_path(string database, string field)
    {
        await using var business = await Business.OpenAsync(database);
        var application = await Application.StartAsync(business);
        foreach (var each in new[] { field, new string('a', 5000) })
        {
            var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<AttachmentStore>().SaveAsync(application.Person, application.CaseId, each, "a.pdf", new MemoryStream(Files.Pdf("x"))));
            Assert.Equal(RefusalKind.Invalid, refused.Kind);
        }
    }

    [Fact]
    public async Task A_file_over_20_MB_is_refused_while_it_is_read()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var endless = new Endless(200L * 1024 * 1024);
        var refused = await Assert.ThrowsAsync<RefusedException>(() => business.Get<AttachmentStore>().SaveAsync(application.Person, application.CaseId, "files", "a.pdf", endless));
        Assert.Equal("file.tooLarge", refused.Refusals[0].Key);
        Assert.InRange(endless.Given, AttachmentStore.LargestFile, AttachmentStore.LargestFile + 200_000);
    }

    [Fact]
    public async Task A_photo_that_another_case_holds_is_taken_with_a_warning()
    {
        await using var business = await Business.OpenAsync();
        var first = await Application.StartAsync(business);
        var second = await Application.StartAsync(business);
        var store = business.Get<AttachmentStore>();
        var photo = Files.JpegWithPosition(8, 8, "");
        Assert.Null((await store.SaveAsync(first.Person, first.CaseId, "files", "a.jpg", new MemoryStream(photo))).ReusedFrom);
        var number = await business.ReadAsync(db => db.Cases.Where(file => file.Id == first.CaseId).Select(file => file.Number).SingleAsync());
        Assert.Equal(number, (await store.SaveAsync(second.Person, second.CaseId, "files", "b.jpg", new MemoryStream(photo))).ReusedFrom);
    }

    [Fact]
    public async Task A_removed_file_is_gone_from_the_list_and_from_the_disk()
    {
        await using var business = await Business.OpenAsync();
        var application = await Application.StartAsync(business);
        var store = business.Get<AttachmentStore>();
        var row = await store.SaveAsync(application.Person, application.CaseId, "files", "a.pdf", new MemoryStream(Files.Pdf("a")));
        await store.RemoveAsync(application.Person, row.Id);
        Assert.Empty(await store.ListAsync(application.Person, application.CaseId));
        Assert.Empty(Stored(business));
    }

    private static List<string> Stored(Business business)
    {
        var folder = Path.Combine(business.Folder, "attachments");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToList() : [];
    }

    private sealed class Unreadable : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException("read");
    }

    private sealed class Endless(long length) : MemoryStream
    {
        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(buffer.Length, length - Given);
            Given += count;
            return ValueTask.FromResult(count);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
