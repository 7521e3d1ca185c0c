using System.Net;
using System.Net.Sockets;
using ProcessSales.Browser.Tests.Running;

namespace ProcessSales.Browser.Tests;

/// <summary>Who starts the app beside another program on the same address is told so, and how to choose another.</summary>
public sealed class TakenAddress
{
    [Fact]
    public async Task A_host_whose_address_is_taken_ends_with_a_line_that_says_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => HostProcess.StartAsync(new() { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}" }));

        Assert.Contains("ended with 1:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("address already in use", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ASPNETCORE_URLS=", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", failure.Message, StringComparison.Ordinal);
    }
}
