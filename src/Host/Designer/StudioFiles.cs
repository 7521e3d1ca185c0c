using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;
using ProcessSales.Host.Security;

namespace ProcessSales.Host.Designer;

/// <summary>Serves the package of Elsa Studio below <c>/studio/</c>, in its pre-compressed form to browsers that read it.</summary>
internal static class StudioFiles
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(365);

    internal static void MapStudioFiles(this WebApplication app)
    {
        var folder = FolderOf(app.Environment);
        if (folder is null)
        {
            app.Logger.LogWarning("The package of Elsa Studio is missing: the designer cannot be opened. A build fetches it.");
            return;
        }

        var files = new PhysicalFileProvider(folder);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".wasm"] = "application/wasm";
        types.Mappings[".dat"] = "application/octet-stream";
        types.Mappings[".blat"] = "application/octet-stream";
        types.Mappings[".dll"] = "application/octet-stream";
        app.MapGet("/studio/{**path}", (string path, HttpContext context) => Serve(files, types, path, context))
            .RequireAuthorization(Access.Diagram).ExcludeFromDescription();
    }

    private static IResult Serve(PhysicalFileProvider files, FileExtensionContentTypeProvider types, string path, HttpContext context)
    {
        var plain = files.GetFileInfo(path);
        if (!plain.Exists || plain.IsDirectory || !types.TryGetContentType(path, out var type)) return Results.NotFound();
        var (file, encoding) = Chosen(files, path, plain, context.Request.Headers.AcceptEncoding.ToString());
        var headers = context.Response.GetTypedHeaders();
        if (encoding is not null) context.Response.Headers.ContentEncoding = encoding;
        context.Response.Headers.Vary = "Accept-Encoding";
        // Names below _framework carry a hash of their content, but for the loader.
        headers.CacheControl = path.StartsWith("_framework/", StringComparison.Ordinal) && path.Count(c => c == '.') > 1
            ? new() { Private = true, MaxAge = Forever, Extensions = { new("immutable") } }
            : new() { Private = true, NoCache = true };
        var tag = new EntityTagHeaderValue($"\"{file.LastModified.UtcTicks:x}-{file.Length:x}\"");
        return Results.File(file.PhysicalPath!, type, lastModified: file.LastModified, entityTag: tag);
    }

    private static (IFileInfo File, string? Encoding) Chosen(PhysicalFileProvider files, string path, IFileInfo plain, string accepted)
    {
        if (accepted.Contains("br", StringComparison.Ordinal) && files.GetFileInfo(path + ".br") is { Exists: true } brotli) return (brotli, "br");
        if (accepted.Contains("gzip", StringComparison.Ordinal) && files.GetFileInfo(path + ".gz") is { Exists: true } gzip) return (gzip, "gzip");
        return (plain, null);
    }

    // A published app carries the package beside it; from the sources it lies where npm put it.
    private static string? FolderOf(IWebHostEnvironment environment)
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, "studio"), Path.Combine(environment.ContentRootPath, "node_modules", "@elsa-workflows", "elsa-studio-wasm")];
        return places.FirstOrDefault(Directory.Exists);
    }
}
