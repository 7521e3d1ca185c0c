using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

[Collection("Journeys")]
public sealed class SignIn
{
    [Fact]
    public async Task A_demo_person_signs_in_and_lands_at_home()
    {
        await using var host = await HostProcess.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.SignedInAsync(host, "lin.zhiyuan");
        Assert.Contains("林知远", await page.ContentAsync());
    }
}
