using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Tests.Receivables;

public sealed class ReceiptStateTests
{
    public static TheoryData<ReceiptState, ReceiptState> Pairs()
    {
        var pairs = new TheoryData<ReceiptState, ReceiptState>();
        foreach (var from in Enum.GetValues<ReceiptState>())
        {
            foreach (var to in Enum.GetValues<ReceiptState>()) pairs.Add(from, to);
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_receipt_goes_only_where_the_table_says(ReceiptState from, ReceiptState to) =>
        Assert.Equal(((string[])["Unclaimed>Claimed", "Unclaimed>Bounced", "Unclaimed>Voided", "Claimed>Unclaimed", "Claimed>Bounced"]).Contains($"{from}>{to}"), from.Allows(to));
}
