using Npgsql;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tests.Storage;

public sealed class DatabaseTroubleTests
{
    [Theory]
    [InlineData("40001")] // serialization failure
    [InlineData("40P01")] // deadlock
    [InlineData("53300")] // too many connections
    [InlineData("55P03")] // lock not available
    [InlineData("57014")] // cancelled by the server or an operator
    [InlineData("57P01")] // server going down
    public void What_may_succeed_a_moment_later_is_trouble_and_no_fault(string state) => Assert.True(DatabaseTrouble.IsUnavailable(Of(state)));

    [Theory]
    [InlineData("23505")] // unique
    [InlineData("42P01")] // no such table
    [InlineData("22P02")] // unreadable value
    public void What_fails_every_time_is_a_fault(string state) => Assert.False(DatabaseTrouble.IsUnavailable(Of(state)));

    private static PostgresException Of(string state) => new("told by the server", "ERROR", "ERROR", state);
}
