using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Forms;

public sealed class FormCatalogTests
{
    [Fact]
    public async Task A_changed_file_is_a_new_version_and_the_old_one_stays_readable()
    {
        using var workflows = new WorkflowsCopy();
        await using var business = await Business.OpenAsync(workflows: workflows.Folder);
        var catalog = business.Get<FormCatalog>();
        var first = (await catalog.LatestAsync(Application.Process, Application.FormKey))!;
        var text = await File.ReadAllTextAsync(workflows.Form);
        await File.WriteAllTextAsync(workflows.Form, text.Replace("促销名称", "活动名称"));
        File.SetLastWriteTimeUtc(workflows.Form, DateTime.UtcNow.AddSeconds(5));
        var second = (await catalog.LatestAsync(Application.Process, Application.FormKey))!;
        Assert.Equal((1, 2), (first.Version, second.Version));
        Assert.Equal("活动名称", second.Fields.First().Label.Zh);
        Assert.Equal("促销名称", (await catalog.VersionAsync(Application.Process, Application.FormKey, 1))!.Fields.First().Label.Zh);
        await File.WriteAllTextAsync(workflows.Form, text);
        File.SetLastWriteTimeUtc(workflows.Form, DateTime.UtcNow.AddSeconds(10));
        Assert.Equal(1, (await catalog.LatestAsync(Application.Process, Application.FormKey))!.Version);
    }

    [Fact]
    public async Task A_file_with_an_error_is_refused_and_never_becomes_a_version()
    {
        using var workflows = new WorkflowsCopy();
        await using var business = await Business.OpenAsync(workflows: workflows.Folder);
        await File.WriteAllTextAsync(workflows.Form, (await File.ReadAllTextAsync(workflows.Form)).Replace("sum(costs.amount)", "sum(costs.amuont)"));
        var fault = await Assert.ThrowsAsync<FormFileException>(() => business.Get<FormCatalog>().LatestAsync(Application.Process, Application.FormKey));
        Assert.Equal("total", fault.Field);
        Assert.Null(await business.Get<FormCatalog>().VersionAsync(Application.Process, Application.FormKey, 1));
    }

    [Theory]
    [InlineData("../promotion-approval", "promotion-application")]
    [InlineData("promotion-approval", "../definition")]
    [InlineData("promotion-approval", "..\\definition")]
    [InlineData("promotion-approval", "/etc/passwd")]
    [InlineData("promotion-approval", "promotion-application.json")]
    [InlineData("", "")]
    public async Task S_18_A_form_has_a_name_and_not_a_path(string process, string key)
    {
        await using var business = await Business.OpenAsync();
        Assert.Null(await business.Get<FormCatalog>().LatestAsync(process, key));
    }
}
