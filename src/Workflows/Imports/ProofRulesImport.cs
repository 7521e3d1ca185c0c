using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Promotions;

namespace ProcessSales.Workflows.Imports;

/// <summary>The proof matrix of F-P3. A row with 0 takes a rule away.</summary>
internal sealed class ProofRulesImport : ImportKind
{
    public override string Name => "proof-rules";

    public override IReadOnlyList<ImportColumn> Columns { get; } =
        [new("FeeType", true, "display"), new("Proof", true, "photo"), new("AtLeast", true, "3"), new("FromDays", false, ""), new("UntilDays", false, "")];

    public override async Task ReadAsync(ImportBatch batch, CancellationToken cancellationToken)
    {
        var known = await batch.Database.ProofRules.ToDictionaryAsync(rule => (rule.FeeType, rule.Proof), cancellationToken);
        RefuseTwins(batch.Rows.Select(row => (row, $"{row.Text("FeeType", 40, false)}/{row.Text("Proof", 40, false)}")), "Proof");
        foreach (var row in batch.Rows)
        {
            var (fee, proof) = (row.Text("FeeType", 40), row.Text("Proof", 40));
            var least = (int)row.Amount("AtLeast", 0m, 50m);
            if (proof.Length > 0 && !Proofs.All.Contains(proof)) row.Fault("Proof", "field.notOneOf", string.Join(", ", Proofs.All));
            if (!known.TryGetValue((fee, proof), out var rule))
            {
                if (least == 0) continue;
                rule = new() { FeeType = fee, Proof = proof };
                known[(fee, proof)] = rule;
                batch.Database.ProofRules.Add(rule);
            }
            else if (least == 0)
            {
                batch.Database.ProofRules.Remove(rule);
                continue;
            }

            rule.AtLeast = least;
            rule.FromDays = (int?)row.OptionalNumber("FromDays", 0m, 400m);
            rule.UntilDays = (int?)row.OptionalNumber("UntilDays", 0m, 400m);
        }
    }
}
