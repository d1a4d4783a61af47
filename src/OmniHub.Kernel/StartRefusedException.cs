namespace OmniHub.Kernel;

/// <summary>The configuration does not allow a start. The sentence is for the operator and is all that they should see.</summary>
public sealed class StartRefusedException(string sentence) : Exception(sentence);
