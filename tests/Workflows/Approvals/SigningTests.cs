using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Tests.Approvals;

/// <summary>The rules of signing together, case by case (domain.md 4.2).</summary>
public sealed class SigningTests
{
    [Theory]
    [InlineData("A..", Signed.Open)]
    [InlineData("AA.", Signed.Approved)]
    [InlineData("R..", Signed.Open)]
    [InlineData("RR.", Signed.Rejected)]
    [InlineData("RA.", Signed.Open)]
    [InlineData("RAA", Signed.Approved)]
    public void Of_three_with_a_share_of_60_percent_two_are_enough_and_two_rejections_end_it(string answers, Signed expected) =>
        Assert.Equal(expected, Signing.Of(Level(GroupRule.Share, answers) with { Share = 0.6m }));

    [Theory]
    [InlineData(GroupRule.All, "AA.", Signed.Open)]
    [InlineData(GroupRule.All, "AAA", Signed.Approved)]
    [InlineData(GroupRule.All, "AR.", Signed.Rejected)]
    [InlineData(GroupRule.Any, "...", Signed.Open)]
    [InlineData(GroupRule.Any, ".A.", Signed.Approved)]
    [InlineData(GroupRule.Any, ".R.", Signed.Rejected)]
    [InlineData(GroupRule.Sequential, "A..", Signed.Open)]
    [InlineData(GroupRule.Sequential, "AAA", Signed.Approved)]
    public void Countersign_or_sign_and_sequential_end_as_their_names_say(GroupRule rule, string answers, Signed expected) =>
        Assert.Equal(expected, Signing.Of(Level(rule, answers)));

    [Fact]
    public void One_after_the_other_asks_one_at_a_time_and_all_at_once_asks_all()
    {
        Assert.Equal(["1.2"], Open(Level(GroupRule.Sequential, "A..")));
        Assert.Equal(["1.2", "1.3"], Open(Level(GroupRule.All, "A..")));
        Assert.Empty(Open(Level(GroupRule.Any, "A..")));
    }

    [Fact]
    public void Signers_before_beside_and_after_a_seat_take_their_turns_without_holding_up_the_other_seats()
    {
        var path = new ApprovalPath([Level(GroupRule.All, "..")], Guid.Empty, default);
        path = Signing.Change(path, "1.1", seat => seat with
        {
            Before = [Group("b", "x")], Beside = [Group("m", "y")], After = [Group("e", "z")],
        });
        Assert.Equal(["x", "1.2"], Open(path.Levels[0]));
        path = Approve(path, "x");
        Assert.Equal(["1.1", "y", "1.2"], Open(path.Levels[0]));
        path = Approve(path, "1.1");
        Assert.Equal(["y", "1.2"], Open(path.Levels[0]));
        path = Approve(path, "y");
        Assert.Equal(["z", "1.2"], Open(path.Levels[0]));
        path = Approve(Approve(path, "z"), "1.2");
        Assert.Equal(Signed.Approved, Signing.Of(path.Levels[0]));
    }

    [Fact]
    public void A_level_that_is_cleared_asks_its_own_signers_again_and_forgets_the_added_ones()
    {
        var path = Signing.Change(new ApprovalPath([Level(GroupRule.Single, "A")], Guid.Empty, default), "1.1", seat => seat with { After = [Group("e", "z")] });
        var cleared = Signing.Cleared(path, 1);
        Assert.Equal(["1.1"], Open(cleared.Levels[0]));
        Assert.Single(cleared.Levels[0].Seats);
    }

    private static ApprovalPath Approve(ApprovalPath path, string seat) => Signing.Change(path, seat, one => one with { Answer = Answer(TaskActions.Approve) });

    private static SignerGroup Group(string id, string seat) => new(id, GroupRule.Single, [new Approver(Guid.NewGuid(), seat, "", null) { Seat = seat }]);

    private static ApprovalLevel Level(GroupRule rule, string answers) => new(1, rule, [.. answers.Select((answer, place) => new Approver(Guid.NewGuid(), $"{place}", "ARM", null)
    {
        Seat = $"1.{place + 1}", Answer = answer switch { 'A' => Answer(TaskActions.Approve), 'R' => Answer(TaskActions.Reject), _ => null },
    })]);

    private static SeatAnswer Answer(string outcome) => new(Guid.NewGuid(), "", null, outcome, default);

    private static string[] Open(ApprovalLevel level) => [.. Signing.Open(level).Select(open => open.Seat.Seat)];
}
