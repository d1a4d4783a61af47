using System.Globalization;
using OmniHub.Kernel;
using OmniHub.Ui;

namespace OmniHub.Billing;

/// <summary>The form that buys credits.</summary>
/// <param name="CreditPriceUsd">What one costs.</param>
/// <param name="IsTest">No money is taken.</param>
/// <param name="Amount">What was typed, where the form came back.</param>
/// <param name="No">Why it came back.</param>
/// <param name="Key">Two presses are one order.</param>
internal sealed record AddCreditsView(decimal CreditPriceUsd, bool IsTest, Micros? Amount, Refusal? No, string Key)
{
    private const string Usual = "25";

    /// <summary>For the test that renders every partial.</summary>
    public static AddCreditsView Sample => new(1, true, new(0), Refusal.Invalid("amount", "Choose an amount from 1 to 10,000 credits."), "k");

    public string Value => Amount?.Credits.ToString(CultureInfo.InvariantCulture) ?? (No is null ? Usual : "");

    public FieldErrorView Error => FieldErrorView.Of("amount-err", "amount", No);

    public NoticeView? Notice => No is { Errors: null } ? new(Tone.Bad, No.Sentence) : null;

    public string PriceText =>
        $"One credit costs ${CreditPriceUsd.ToString("0.00####", CultureInfo.InvariantCulture)}."
        + (IsTest ? " Test checkout: no money is taken." : "");
}
