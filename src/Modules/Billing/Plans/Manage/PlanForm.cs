using System.Text.RegularExpressions;
using OmniHub.Kernel;

namespace OmniHub.Billing;

/// <summary>A plan as it is sent.</summary>
internal sealed partial record PlanForm(
    string? Id, string? Name, string? Description, decimal? PriceUsd, string? Period, Micros? Allowance, bool? Rollover, bool? Enabled)
{
    private const decimal PriceMax = 100_000, AllowanceMax = 1_000_000;

    /// <summary>Of a new plan.</summary>
    public static PlanForm Empty => new(null, null, null, null, Plan.Month, null, true, true);

    public static PlanForm Of(Plan p) => new(
        p.Id, p.Name, p.Description, Usd.Of(p.PriceCents), Plan.Month, p.Allowance, p.Rollover, p.IsEnabled);

    /// <summary>Sentences by field, as <c>items[0].name</c>; a list of one names its fields alone.</summary>
    public static Dictionary<string, string[]> Check(IReadOnlyList<PlanForm> plans)
    {
        var errors = new Dictionary<string, string[]>();
        if (plans.Count > Plan.CountMax) errors["items"] = [$"There are at most {Plan.CountMax} plans."];
        if (plans.GroupBy(p => p.Id).Any(g => g.Count() > 1)) errors["items"] = ["Two plans have the same id."];
        for (var i = 0; i < plans.Count; i++)
        {
            foreach (var (field, sentence) in plans[i].Wrong()) errors[$"items[{i}].{field}"] = [sentence];
        }

        return errors;
    }

    public IEnumerable<(string Field, string Sentence)> Wrong()
    {
        if (Id is null || !IdShape().IsMatch(Id)) yield return ("id", "An id has 1 to 60 letters, digits, - or _.");
        if (Name?.Trim().Length is null or 0 or > Plan.NameLengthMax) yield return ("name", $"A name has 1 to {Plan.NameLengthMax} characters.");
        if (Description?.Trim().Length > Plan.DescriptionLengthMax)
            yield return ("description", $"A description has at most {Plan.DescriptionLengthMax} characters.");
        if (PriceUsd is not (>= 0 and <= PriceMax) || Usd.Cents(PriceUsd.Value) is null)
            yield return ("priceUsd", $"A price is from 0 to {PriceMax:#,##0} USD in whole cents.");
        if (Period is not (null or Plan.Month)) yield return ("period", "The period is month.");
        if (Allowance is not { IsPositive: true } || Allowance.Value.Credits > AllowanceMax)
            yield return ("allowance", $"An allowance is more than 0 and at most {AllowanceMax:#,##0} credits.");
    }

    public void ApplyTo(Plan plan, int place)
    {
        (plan.Name, plan.Description, plan.Place) = (Name!.Trim(), Description?.Trim() ?? "", place);
        (plan.PriceCents, plan.Allowance) = (Usd.Cents(PriceUsd!.Value)!.Value, Allowance!.Value);
        (plan.Rollover, plan.IsEnabled) = (Rollover ?? false, Enabled ?? true);
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,60}$")]
    private static partial Regex IdShape();
}

/// <summary>What differs between two versions, for the audit log.</summary>
internal static class PlanChanges
{
    public static Dictionary<string, object?[]> ChangesTo(this PlanForm? from, PlanForm? to)
    {
        var changes = new Dictionary<string, object?[]>();
        Add("name", from?.Name, to?.Name?.Trim());
        Add("description", from?.Description, to is null ? null : to.Description?.Trim() ?? "");
        Add("priceUsd", from?.PriceUsd, to?.PriceUsd);
        Add("allowance", from?.Allowance, to?.Allowance);
        Add("rollover", from?.Rollover, to is null ? null : to.Rollover ?? false);
        Add("enabled", from?.Enabled, to is null ? null : to.Enabled ?? true);
        return changes;

        void Add<T>(string field, T before, T after)
        {
            if (!EqualityComparer<T>.Default.Equals(before, after)) changes[field] = [before, after];
        }
    }
}
