using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ProcessSales.Tests;

namespace ProcessSales.Host.Tests.Running;

/// <summary>The whole application on a SQLite file of its own.</summary>
public class TestHost : WebApplicationFactory<Program>
{
    private readonly string directory = Directory.CreateTempSubdirectory("processsales-host-").FullName;

    public string DataDirectory => directory;

    protected virtual string Environment => "Development";

    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["SignIn:AttemptsPerMinute"] = "100000", ["Inbox:UndoSeconds"] = "0", ["Demo:Stories"] = "false" };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(Environment);
        builder.UseSetting("Data:Directory", directory);
        foreach (var (name, value) in Settings) builder.UseSetting(name, value);
        builder.ConfigureServices(services =>
        {
            services.RefuseUnorderedQueries();
            // What recurs would run into a test's own steps whenever its minute comes: a test calls the work it is about.
            services.Remove(services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "Timetable"));
        });
    }

    public HttpClient Visitor() => CreateClient(new() { AllowAutoRedirect = false, HandleCookies = true });

    public async Task<HttpClient> SignedInAsync(string userName)
    {
        var client = Visitor();
        var answer = await SignInAsync(client, userName, "Demo-2026!");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return client;
    }

    public static async Task<HttpResponseMessage> SignInAsync(HttpClient client, string userName, string password) =>
        await client.PostFormAsync("/sign-in", "form:has(#UserName)", new() { ["UserName"] = userName, ["Password"] = password });

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }
}

/// <summary>An application that was just installed: no demo people.</summary>
public sealed class ProductionHost : TestHost
{
    protected override string Environment => "Production";
}

public static class Browsing
{
    public static async Task<IHtmlDocument> PageAsync(this HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        var answer = await client.SendAsync(request);
        return await answer.DocumentAsync();
    }

    public static async Task<IHtmlDocument> DocumentAsync(this HttpResponseMessage answer)
    {
        var context = BrowsingContext.New(Configuration.Default);
        return (IHtmlDocument)await context.OpenAsync(async response => response.Content(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>Fills in the form that the page shows and sends it, hidden fields included.</summary>
    public static async Task<HttpResponseMessage> PostFormAsync(this HttpClient client, string path, string form, Dictionary<string, string> fields)
    {
        var page = await client.PageAsync(path);
        var shown = page.QuerySelector<IHtmlFormElement>(form) ?? throw new InvalidOperationException($"{path} shows no {form}:\n{page.Body?.TextContent}");
        var sent = shown.QuerySelectorAll("input[name], select[name], textarea[name]")
            .Where(input => input is not IHtmlInputElement { Type: "file" } && input is not IHtmlInputElement { Type: "checkbox", IsChecked: false })
            .GroupBy(input => input.GetAttribute("name")!)
            .ToDictionary(group => group.Key, group => group.Last() switch
            {
                IHtmlSelectElement select => select.Value ?? "",
                IHtmlTextAreaElement area => area.Value,
                IHtmlInputElement input => input.Value,
                _ => "",
            });
        foreach (var (name, value) in fields) sent[name] = value;
        using var request = new HttpRequestMessage(HttpMethod.Post, shown.GetAttribute("action") is { Length: > 0 } action ? action : path) { Content = new FormUrlEncodedContent(sent) };
        request.Headers.Accept.ParseAdd("text/html");
        return await client.SendAsync(request);
    }

    /// <summary>A token as any page of the person's carries it.</summary>
    public static async Task<string> TokenAsync(this HttpClient client) =>
        (await client.PageAsync("/")).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
}
