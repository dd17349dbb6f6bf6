// SPDX-License-Identifier: Apache-2.0

public import Remoting

/// The type libraries of this process: see `Remoting.TypeLibraries`.
public typealias TypeLibraries = Remoting.TypeLibraries
