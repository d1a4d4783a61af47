namespace OmniHub.Sandbox;

/// <summary>What every handler of the queue works with.</summary>
internal sealed record Gear(Workshop Workshop, JobStore Store, Files Files, Faults Faults, Tally Tally, TimeProvider Clock);
