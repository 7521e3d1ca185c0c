using ProcessSales.Host.Tests.Running;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCaseOrderer(typeof(ByName))]

namespace ProcessSales.Host.Tests.Running;

/// <summary>
/// Tests that share a host run in the order of their names, wherever the repository lies: xUnit's own order comes from the path. PROCESSSALES_TEST_ORDER=reverse turns it round,
/// which finds tests that rest on one another.
/// </summary>
public sealed class ByName : ITestCaseOrderer
{
    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase
    {
        var ordered = testCases.OrderBy(test => test.TestCaseDisplayName, StringComparer.Ordinal);
        return [.. Environment.GetEnvironmentVariable("PROCESSSALES_TEST_ORDER") == "reverse" ? ordered.Reverse() : ordered];
    }
}
